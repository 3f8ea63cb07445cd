import { createHash, randomFillSync } from 'node:crypto';

/** Where chance comes from: jitter, ids, simulated faults. */
export interface Random {
  /** A number from 0 up to, but not including, 1. */
  next(): number;
  bytes(count: number): Uint8Array;
}

/** 53 bits are what a double holds without rounding up to 1. */
const FRACTION_BITS = 53;

export const cryptoRandom: Random = {
  next: () => fraction(Buffer.from(secretBytes(8))),
  bytes: (count) => secretBytes(count),
};

/** The system's generator is asked for many bytes at a time: a question costs more than what it answers. */
const STOCK_BYTES = 4096;
const stock = Buffer.alloc(STOCK_BYTES);
let stockTaken = STOCK_BYTES;

/** Each byte is given once, and is not kept. */
function secretBytes(count: number): Uint8Array {
  if (count > STOCK_BYTES) return randomFillSync(new Uint8Array(count));
  if (stockTaken + count > STOCK_BYTES) {
    randomFillSync(stock);
    stockTaken = 0;
  }
  const given = new Uint8Array(stock.subarray(stockTaken, stockTaken + count));
  stock.fill(0, stockTaken, stockTaken + count);
  stockTaken += count;
  return given;
}

/** The same seed gives the same sequence on every machine. Not secret: for tests and simulations. */
export function seededRandom(seed: string | number): Random {
  let block = Buffer.alloc(0);
  let taken = 0;
  let blockCount = 0;

  const nextByte = (): number => {
    if (taken === block.length) {
      block = createHash('sha256').update(`${seed}/${blockCount}`).digest();
      blockCount += 1;
      taken = 0;
    }
    const byte = block.readUInt8(taken);
    taken += 1;
    return byte;
  };
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, nextByte);

  return { next: () => fraction(Buffer.from(bytes(8))), bytes };
}

function fraction(eightBytes: Buffer): number {
  return Number(eightBytes.readBigUInt64BE() >> BigInt(64 - FRACTION_BITS)) / 2 ** FRACTION_BITS;
}
