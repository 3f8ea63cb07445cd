import type { z } from 'zod';
import { SAID } from './contract-shape.ts';
import type { Fault, FaultCode } from './fault.ts';

/** Collects what is wrong with one input, in the order it is found. */
export class FaultList {
  readonly #faults: Fault[] = [];

  add(code: FaultCode, path: string, message: string): void {
    this.#faults.push({ code, path, message });
  }

  get all(): readonly Fault[] {
    return this.#faults;
  }

  /** The value in its shape; `null` after its faults were told, each at its own path. */
  read<Shape extends z.ZodType>(shape: Shape, value: unknown, path: string): z.output<Shape> | null {
    const parsed = shape.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      this.add(codeOf(issue.message), pathOf(path, issue.path), sentence(issue.message));
    }
    return null;
  }
}

function codeOf(message: string): FaultCode {
  if (message === SAID.BAD_AMOUNT) return 'BAD_AMOUNT';
  if (message === SAID.BAD_DATE) return 'BAD_DATE';
  return message === SAID.BAD_CURRENCY ? 'BAD_CURRENCY' : 'WRONG_SHAPE';
}

function sentence(message: string): string {
  if (message.endsWith('received undefined')) return 'is missing.';
  return message.endsWith('.') ? message : `${message}.`;
}

/** `contracts[0].lines[2].to` */
export function pathOf(path: string, more: readonly PropertyKey[]): string {
  return more.reduce<string>((all, part) => {
    if (typeof part === 'number') return `${all}[${part}]`;
    return all === '' ? String(part) : `${all}.${String(part)}`;
  }, path);
}
