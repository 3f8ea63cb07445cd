import type { Role } from '#kit/identity/principal.ts';

/** Somebody of the demonstration company. */
export interface Person {
  /** In the address of the choice. */
  readonly id: string;
  readonly subject: string;
  readonly role: Role;
  readonly entities: readonly string[];
  /** What the choice says of the role. */
  readonly may: string;
}

const BOTH = ['US', 'DE'];

/** Whoever can be chosen at the sign-in of a local run. */
export const PEOPLE: readonly Person[] = [
  {
    id: 'revops',
    subject: 'revops@example.com',
    role: 'revops',
    entities: BOTH,
    may: 'reads, books and amends contracts',
  },
  {
    id: 'finance',
    subject: 'finance@example.com',
    role: 'finance',
    entities: BOTH,
    may: 'reads, credits, refunds and recognizes revenue',
  },
  {
    id: 'controller',
    subject: 'controller@example.com',
    role: 'controller',
    entities: BOTH,
    may: 'reads and decides approvals',
  },
  {
    id: 'auditor',
    subject: 'auditor@example.com',
    role: 'auditor',
    entities: BOTH,
    may: 'reads everything, changes nothing',
  },
  { id: 'admin', subject: 'admin@example.com', role: 'admin', entities: BOTH, may: 'does everything' },
  {
    id: 'portal',
    subject: 'portal@example.com',
    role: 'portal',
    entities: BOTH,
    may: 'reads what a customer portal shows',
  },
  {
    id: 'germany',
    subject: 'finance.de@example.com',
    role: 'finance',
    entities: ['DE'],
    may: 'is finance for the German entity only',
  },
];
