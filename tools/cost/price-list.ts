import * as file from './prices.json';

export type PriceName = keyof typeof file.prices;

/** One price, with the date on which it was looked up. */
export interface Price {
  readonly usd: number;
  /** For what. */
  readonly per: string;
  readonly date: string;
  /** Whether somebody saw it on the page of `source`. */
  readonly verified: boolean;
  readonly source: string;
}

export const PRICES: Record<PriceName, Price> = file.prices;

export const { currency: CURRENCY, hoursPerMonth: HOURS_PER_MONTH, capacityUnit: CAPACITY_UNIT, storedShareOfLogs: STORED_SHARE_OF_LOGS } = file;

export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;

/** Stands behind every figure that holds a price which nobody could verify. */
export const UNVERIFIED = '*';

/** What all tables begin with. */
export function caption(): string {
  const dates = [...new Set(Object.values(PRICES).map(({ date }) => date))].join(' and ');
  return `${CURRENCY} a month in ${file.region}, prices of ${dates}`;
}

/** The prices that nobody could verify, and what they are for. */
export function unverified(): string[] {
  return Object.values(PRICES).filter(({ verified }) => !verified).map(({ usd, per }) => `${usd} for a ${per}`);
}
