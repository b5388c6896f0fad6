import { FigureElement } from "./element";

if (customElements.get("q-figure") === undefined) customElements.define("q-figure", FigureElement);
