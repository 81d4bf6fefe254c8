export { type AddressType, addressType } from './address-type.ts';
export type { RouteErrno, RouteKey, RouteResult } from './key.ts';
export { lookupRoute } from './lookup.ts';
export { inetSelectAddress, ipv6SourceAddress, scopeNumber, selectSourceAddress } from './source-address.ts';
export { reversePath, type SourceCheck, validateSource } from './validate-source.ts';
