/** Opens every map on the page. */
import { Situation } from "./situation.js";
import { alertMap, areasMap } from "./small.js";

const OPENERS = { situation: (element) => new Situation(element), alert: alertMap, areas: areasMap };

for (const element of document.querySelectorAll("[data-map]")) OPENERS[element.dataset.map]?.(element);
