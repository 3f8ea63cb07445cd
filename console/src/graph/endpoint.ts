/** The only addresses this page ever asks: its own server's graph, by HTTP and by WebSocket. */
export const graphUrl = new URL('/graphql', location.origin).href;
export const graphSocketUrl = graphUrl.replace(/^http/, 'ws');
