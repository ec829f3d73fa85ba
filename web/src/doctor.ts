// lwa-doctor.js: what is wrong with a site that uses lwa.js, and the lines that mend it. A module of its own, beside lwa.js,
// of which pages that need no doctor load nothing. lwa-doctor.d.ts has the contract.

import { examine, type DoctorOptions, type DoctorReport } from "./doctor-check";
import { print } from "./doctor-report";
import { mount } from "./doctor-view";
import { defineProperty, hasOwn, w } from "./platform";

/** Examines the page, prints what it found, and returns it. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const report = await examine(options);
  print(report.findings);
  return report;
}

if (hasOwn(w, "lwa"))
  defineProperty((w as { lwa?: object }).lwa!, "doctor", {
    value: doctor,
    configurable: true,
    writable: true,
  });
if (typeof document !== "undefined" && document.documentElement.hasAttribute("data-lwa-doctor"))
  mount(examine);
