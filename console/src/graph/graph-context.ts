import { createContext, useContext } from 'react';
import type { GraphClient } from './graph-client.ts';

const nobody: GraphClient = {
  ask: () => {
    throw new Error('A panel was rendered outside the page');
  },
};

export const GraphContext = createContext<GraphClient>(nobody);

export function useGraph(): GraphClient {
  return useContext(GraphContext);
}
