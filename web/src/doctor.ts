// lwa-doctor.js finds faults of a site that uses lwa.js, and shows the lines that fix them. It is a
// module of its own, so that pages without the doctor do not load it. lwa-doctor.d.ts has the
// contract.

import { examine, type DoctorOptions, type DoctorReport } from "./doctor-check";
import { print } from "./doctor-report";
import { mount } from "./doctor-view";
import { defineProperty, hasOwn, w } from "./platform";

/** Examines the page, prints the report, and returns it. */
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
