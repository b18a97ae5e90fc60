/** Categories of events of a DB instance, as RDS names them. */
export type EventCategory =
  | 'availability'
  | 'creation'
  | 'failover'
  | 'failure'
  | 'notification'
  | 'read replica'
  | 'recovery';
