/** Starts the lab page where its form says how: without a frame to run in, the form posts to the server as it is. */
import { LabPage } from "./controller";
import { startDock } from "./dock";

startDock();

const form = document.querySelector<HTMLFormElement>("form[data-lab]");
const here = form?.querySelector<HTMLButtonElement>("button[data-run-here]") ?? null;
const frameUrl = form?.dataset.frame;
if (form !== null && here !== null && frameUrl !== undefined) new LabPage(form, here, frameUrl);
