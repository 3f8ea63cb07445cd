/**
 * Libraries that report their use to their makers unless they are told not to are told so, before they start. Whoever
 * wants to report sets the variable otherwise.
 */
export function reportNothing(): void {
  // `@apollo/gateway` sends metrics of its own, and asks each cloud's metadata service where it runs, when it is made.
  process.env['APOLLO_TELEMETRY_DISABLED'] ??= 'true';
}
