/** A row of `operations.approval` as Postgres gives it. */
export interface ApprovalRow {
  readonly id: string;
  readonly status: 'PENDING' | 'APPROVED' | 'REJECTED' | 'EXPIRED';
  /** What the policy is asked by: a kind of operation, or CORRECTION. */
  readonly rule: string;
  readonly reason: string;
  readonly payload: unknown;
  readonly payload_hash: string;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly note: string | null;
  readonly operation_id: string | null;
  readonly exception_id: string | null;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
  readonly legal_entity: string;
  readonly correlation_id: string;
  readonly decision_key: string | null;
  readonly decision_hash: string | null;
}
