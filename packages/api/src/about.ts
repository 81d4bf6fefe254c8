import { type Wire, z } from './zod.ts';

export const optionSchema = z
  .object({
    /** Flag name without dashes: key of `options` in a request. */
    name: z.string(),
    type: z.enum(['string', 'number', 'boolean']),
    description: z.string(),
    choices: z.array(z.string()).optional(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  })
  .meta({ id: 'Option' });
export type Option = Wire<typeof optionSchema>;

export const optionGroupSchema = z
  .object({ name: z.string().describe('`Calico plugin`'), options: z.array(optionSchema) })
  .meta({ id: 'OptionGroup' });
export type OptionGroup = Wire<typeof optionGroupSchema>;

/** Of what the server is, and what it lets one do. */
export const aboutSchema = z
  .object({
    name: z.literal('skoop'),
    version: z.string(),
    /** A bearer token is needed; `POST /session` trades it for a cookie. */
    authentication: z.enum(['none', 'token']),
    limits: z.object({ uploadBytes: z.number().int(), importBytes: z.number().int() }),
    options: z.array(optionGroupSchema),
  })
  .meta({ id: 'About' });
export type About = Wire<typeof aboutSchema>;

export const healthSchema = z
  .object({ status: z.enum(['ok', 'failing']), checks: z.record(z.string(), z.string()) })
  .meta({ id: 'Health' });
export type Health = Wire<typeof healthSchema>;

export const sessionRequestSchema = z.object({ token: z.string().min(1).max(4096) }).meta({ id: 'SessionRequest' });
