import { InvalidArgumentError, Option } from 'commander';

/** `--http [PORT]`: the result in the web app, on this machine only. Port 0 is any free one. */
export const httpOption = (): Option =>
  new Option('--http [port]', 'open the result in the web app on this machine; any free port, or this one')
    .preset('0')
    .argParser((value: string) => {
      if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
        throw new InvalidArgumentError('Give a port from 1 to 65535.');
      return Number(value);
    });
