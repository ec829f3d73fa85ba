// A program that uses all of lwa-doctor.d.ts, as the package gives it.

import { lwa } from "lwa-wasm";
import { doctor, type DoctorFinding, type DoctorReport } from "lwa-wasm/doctor";

const report: DoctorReport = await doctor({ page: "/login", redirectUri: "/lwa/lwa-callback.html", apiBase: "/amazon-api", region: "EU", popup: true });
const first: DoctorFinding | undefined = report.findings[0];
const lines: string | undefined = first?.mend.nginx;
console.log(report.version, report.page, report.redirectUri, report.host, report.broken + report.warnings, report.markdown, lines, first?.topic, first?.code, first?.what);
if (first?.severity === "broken") void lwa.doctor?.();

// @ts-expect-error: a severity that there is not
void (first?.severity === "fatal");
// @ts-expect-error: fixed
report.broken = 0;
// @ts-expect-error: a misspelt option
void doctor({ redirectURI: "/" });
