import type { GraphQLFormattedError } from 'graphql';
import { type Place, placesAt } from './entities.ts';
import type { FetchStep } from './plan-step.ts';
import type { Joined } from './values.ts';

type Errors = readonly GraphQLFormattedError[];

/** One error of a whole fetch is told everywhere it is missed, but not a thousand times; more of them once each. */
const PLACES_MAX = 10;

/** Errors of a fetch of root fields, with their places in the client's answer. */
export function placedAtRoot(step: FetchStep, errors: Errors, data: Joined): Errors {
  const bases: readonly Place[] = step.path.length === 0 ? [[]] : placesAt(data, step.path);
  const whole = bases.flatMap((base) => step.rootKeys().map((key): Place => [...base, key]));
  return errors.flatMap((error, index) => {
    const inside = placeOf(step, error);
    if (inside.length === 0) return everywhere(error, whole, index);
    return bases.map((base) => at(error, [...base, ...inside]));
  });
}

/** Errors of a fetch of entities. `order` says for each object at the path which representation was its own. */
export function placedAtEntities(step: FetchStep, order: readonly number[], errors: Errors, data: Joined): Errors {
  const places = placesAt(data, step.path);
  const asked = places.filter((_place, index) => (order[index] ?? -1) >= 0);
  return errors.flatMap((error, index) => {
    const [field, number, ...inside] = placeOf(step, error);
    if (field !== '_entities' || typeof number !== 'number') return everywhere(error, asked, index);
    const own = places.filter((_place, n) => order[n] === number);
    return own.map((place) => at(error, [...place, ...inside]));
  });
}

function everywhere(error: GraphQLFormattedError, places: readonly Place[], index: number): Errors {
  return places.slice(0, index === 0 ? PLACES_MAX : 1).map((place) => at(error, place));
}

function placeOf({ renamed }: FetchStep, { path = [] }: GraphQLFormattedError): Place {
  return renamed.size === 0 ? path : path.map((step) => renamed.get(String(step)) ?? step);
}

/** Lines and columns are those of a text that the client never saw. */
function at({ locations: _theirs, ...error }: GraphQLFormattedError, path: Place): GraphQLFormattedError {
  return { ...error, path };
}
