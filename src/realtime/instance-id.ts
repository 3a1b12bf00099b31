/** Names this process among all that share Redis; new at every start. */
export const INSTANCE_ID = Symbol('instance-id');
