import { byHandItems } from "./by-hand.ts";
import { databaseItems } from "./database.ts";
import type { Item } from "./item.ts";
import { settingItems } from "./settings.ts";
import { siteItems } from "./site.ts";

/** Every line of docs/production-checklist.md, in its order. */
export const productionItems: Item[] = [...settingItems, ...databaseItems, ...siteItems, ...byHandItems];
