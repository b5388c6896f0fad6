import { Runner } from "./runner";
(window as any).Runner = Runner;
