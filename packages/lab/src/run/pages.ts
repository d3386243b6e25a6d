import { type Page, PAGE_LIMIT_MAX, type PageRequest } from '@capgate/store/database';

/** All items of a list that comes in pages. */
export async function* pages<Item>(ask: (page: PageRequest) => Promise<Page<Item>>): AsyncGenerator<Item> {
  let request: PageRequest = { limit: PAGE_LIMIT_MAX };
  for (;;) {
    const { items, next } = await ask(request);
    yield* items;
    if (next === undefined) return;
    request = { limit: PAGE_LIMIT_MAX, cursor: next };
  }
}
