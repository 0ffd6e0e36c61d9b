/** Opens every map on the page. */
import { deskMap, reportMap } from "./desk.js";
import { Situation } from "./situation.js";
import { alertMap, areasMap } from "./small.js";
import { WhatIf } from "./whatif.js";

export { openPlaceMap } from "./placemap.js";

const OPENERS = { situation: (element) => new Situation(element), alert: alertMap, areas: areasMap, desk: deskMap, report: reportMap, "what-if": (element) => new WhatIf(element) };

for (const element of document.querySelectorAll("[data-map]")) OPENERS[element.dataset.map]?.(element);
