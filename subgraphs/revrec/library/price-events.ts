import type { RevenueEvent, VariableElement } from '#revrec/engine/events.ts';
import { fact } from '#revrec/facts/fact.ts';
import type { ReadEvent, ReadVariable } from './contract-shape.ts';
import { type EventContext, obligationOf, type Placed, told, wireOf } from './event-context.ts';

/** The variable parts that a contract or an amendment promises; only `constrained` enters the price. */
export function variableParts(
  parts: readonly ReadVariable[],
  path: string,
  context: EventContext,
): readonly VariableElement[] {
  return parts.map(({ estimate, constrained, ...part }, index) => {
    const at = `${path}[${index}]`;
    const { variable, faults } = context;
    if (variable.has(part.key)) faults.add('DUPLICATE_KEY', `${at}.key`, `${part.key} is told of twice.`);
    variable.add(part.key);
    return {
      ...part,
      estimate: wireOf(estimate, `${at}.estimate`, context),
      constrained: wireOf(constrained, `${at}.constrained`, context),
    };
  });
}

/** A part estimated anew, or what became of it. */
export function estimated(
  event: Extract<ReadEvent, { type: 'estimate' | 'resolution' }>,
  placed: Placed,
): RevenueEvent {
  const { path, key, context } = placed;
  const { element } = event;
  if (!context.variable.has(element)) {
    const known = [...context.variable].join(', ');
    const message = `${element} is no variable part of the price; known: ${known === '' ? 'none' : known}.`;
    context.faults.add('UNKNOWN_REFERENCE', `${path}.element`, message);
  }
  const source = ['FILE', event.type, `${context.contract.contract}/${key}`, '1'] as const;
  if (event.type === 'resolution') {
    const amount = wireOf(event.amount, `${path}.amount`, context);
    return fact(told('VC_RESOLVED', event, context, source), { element, amount });
  }
  const { method, reason, basis } = event;
  return fact(told('VC_ESTIMATED', event, context, source), {
    element,
    method,
    estimate: wireOf(event.estimate, `${path}.estimate`, context),
    constrained: wireOf(event.constrained, `${path}.constrained`, context),
    reason,
    ...(basis === undefined ? {} : { basis }),
  });
}

/** A lower price without an amendment, for one line or for all. */
export function conceded(event: Extract<ReadEvent, { type: 'price concession' }>, placed: Placed): RevenueEvent {
  const { path, key, context } = placed;
  const { line, satisfiedShare } = event;
  const source = ['FILE', event.type, `${context.contract.contract}/${key}`, '1'] as const;
  return fact(told('PRICE_CONCESSION', event, context, source), {
    amount: wireOf(event.amount, `${path}.amount`, context),
    obligation: line === undefined ? 'ALL' : obligationOf(line, `${path}.line`, context),
    satisfiedShare,
  });
}
