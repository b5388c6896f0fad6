import { FigureElement } from "./element";
import { startSimulations } from "./simulation";

if (customElements.get("q-figure") === undefined) {
  customElements.define("q-figure", FigureElement);
  startSimulations();
}
