/** Under which the engine knows it. */
export const BARE_SAGA = 'bench-bare';
export const BARE_STEPS = 5;
