/** Why a fetch of the issuer's keys gave nothing that may be used. */
export type KeySetReason =
  | "unreachable"
  | "timeout"
  | "status"
  | "redirect"
  | "not_json"
  | "too_large"
  | "not_a_key_set"
  | "too_many_keys"
  | "private_key_published"
  | "duplicate_key_id"
  | "key_unsafe"
  | "no_usable_key";

export class KeySetError extends Error {
  override readonly name = "KeySetError";
  readonly reason: KeySetReason;

  constructor(reason: KeySetReason, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}
