/** Whether an IP address is one of the open internet, as opposed to a private network or this machine. */
export { isPublicIp as isPublic } from '../platform/access/client-ip.js';
