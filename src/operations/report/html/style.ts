const LIGHT = `--page:#ffffff;--panel:#f6f7f9;--text:#1c2330;--soft:#5a6475;--line:#dde1e8;
--accent:#1f5fd1;--second:#7a4fc9;--third:#b2600a;--fourth:#0c7c86;--up:#0b7f57;--down:#c22f3d;--stop:#b2600a;--muted:#7b8494;
--gain:#0b6b4a;--loss:#b02a37;--p:11,127,87;--m:194,47,61;--shade:0.055;`
const DARK = `--page:#11151c;--panel:#1a202a;--text:#e4e8ef;--soft:#9aa5b6;--line:#2c3442;
--accent:#6ea1ff;--second:#b394f5;--third:#f0a24f;--fourth:#52c6d1;--up:#35c48d;--down:#f0707c;--stop:#f0a24f;--muted:#8b96a8;
--gain:#4fd3a0;--loss:#ff8a94;--p:53,196,141;--m:240,112,124;--shade:0.06;`

const shades = (sign: 'p' | 'm') =>
  Array.from({ length: 10 }, (_, i) => `.${sign}${i + 1}{background:rgba(var(--${sign}),calc(${i + 1}*var(--shade)))}`).join('')
const heat = Array.from({ length: 11 }, (_, i) => `.h${i}{background:rgba(var(--p),calc(${i}*var(--shade)))}`).join('')

/** The look of a report: its own light and dark, paper when printed, no font and no picture from elsewhere. */
export const STYLE = `
:root{color-scheme:light;${LIGHT}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${DARK}}}
:root[data-theme=dark]{color-scheme:dark;${DARK}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer,nav{max-width:1180px;margin:0 auto;padding:0 20px}
header{padding-top:22px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px}
h2{font-size:19px;margin:0 0 12px}
h3{font-size:14px;margin:0 0 6px;color:var(--soft);font-weight:600}
p{margin:0 0 10px;max-width:80ch}
a{color:var(--accent)}
code{font:13px ui-monospace,Consolas,Menlo,monospace;overflow-wrap:anywhere}
section{margin:34px 0}
.sub{color:var(--soft);margin:0 0 12px}
.skip{position:absolute;left:-9999px}.skip:focus{left:20px;top:8px;background:var(--page);padding:6px 10px;z-index:9}
.banner{background:#8a5a00;color:#fff;font-weight:700;letter-spacing:.02em;padding:9px 20px;text-align:center}
.banner.paper{background:#1f4f9e}.banner.live{background:#a3001f}
.alarm{color:var(--loss);font-weight:600}
.notes{border-left:4px solid var(--stop);background:var(--panel);padding:10px 14px 10px 30px;margin:14px 0;border-radius:0 6px 6px 0}
.note{color:var(--soft);font-size:13.5px}
nav ul{list-style:none;margin:14px 0 0;padding:10px 0;display:flex;flex-wrap:wrap;gap:4px 18px;border-block:1px solid var(--line);align-items:center}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
nav .push{margin-left:auto}
button,select,input{font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:6px;padding:4px 10px}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
dl{margin:0;max-width:640px}.groups dl,.figures{max-width:none}
dl>div{display:flex;justify-content:space-between;gap:16px;padding:4px 0;border-bottom:1px solid var(--line)}
dt{color:var(--soft)}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(172px,1fr));gap:12px}
.figures>div{display:block;background:var(--panel);border:0;border-radius:8px;padding:12px 14px}
.figures dd{font-size:22px;text-align:left;font-weight:600}
.groups{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:26px}
ul{margin:0 0 10px;padding-left:20px}
.chart{height:360px;border:1px solid var(--line);border-radius:8px;overflow:hidden;background:var(--page);position:relative}
.chart.tall{height:520px}
.chart-bar{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;min-height:30px;margin-bottom:6px;font-size:13.5px;font-variant-numeric:tabular-nums}
.chart-bar .key::before{content:"";display:inline-block;width:14px;height:3px;margin-right:6px;vertical-align:middle;background:var(--key)}
.chart-bar .key.shade::before{height:11px;opacity:var(--dark)}
.scroll{overflow-x:auto}.scroll.high{max-height:70vh;overflow:auto;border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:13.5px;padding:0 0 8px}
.high caption{padding:8px}
th,td{padding:5px 7px;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:top}
th.t,td{text-align:left}th.n,td.n{text-align:right}
td.wide{white-space:normal;min-width:17ch}
.scroll+p,.scroll+ul,.scroll+.scroll,.chart+.scroll{margin-top:12px}
thead th{white-space:normal;vertical-align:bottom;color:var(--soft);font-weight:600;background:var(--page)}
.high thead th{position:sticky;top:0}
th button{border:0;padding:0;background:none;font-weight:600;color:inherit;text-align:inherit}
th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
.months th[scope=row]{text-align:left}.months td{border:1px solid var(--page)}
.best{outline:2px solid var(--accent);outline-offset:-2px;font-weight:700}
.controls{display:flex;flex-wrap:wrap;gap:10px 18px;align-items:center;margin-bottom:10px}
.gain{color:var(--gain)}.loss{color:var(--loss)}.flat{color:inherit}
.histogram{width:100%;height:auto;max-height:300px;display:block}
.histogram rect.gain{fill:var(--up)}.histogram rect.loss{fill:var(--down)}
.histogram line{stroke:var(--line)}.histogram text{fill:var(--soft);font-size:11px}
.calibration{width:100%;max-width:430px;height:auto;display:block}.calibration line,.calibration path{stroke:var(--line);fill:none}
.calibration .exact{stroke:var(--muted);stroke-dasharray:4 3}.calibration .chance{stroke:var(--accent);stroke-width:7;opacity:.28}
.calibration circle{fill:var(--accent)}.calibration text{fill:var(--soft);font-size:11px}
footer{color:var(--soft);font-size:13px;padding-block:20px 40px;border-top:1px solid var(--line)}
details pre{white-space:pre-wrap;font-size:11px}
${shades('p')}${shades('m')}${heat}
@media (max-width:640px){h1{font-size:21px}.chart.tall{height:420px}main,header,footer,nav{padding-inline:12px}}
@media print{
body{font-size:11px}section,.figures,.chart,table tr{break-inside:avoid}section:has(table){break-inside:auto}
nav,.controls,.chart-bar select,.chart-bar .hint,.skip,details{display:none}
.scroll,.scroll.high{overflow:visible;max-height:none;border:0}
main,header,footer{max-width:none;padding:0}
table{font-size:9.5px}th,td{padding:2px 5px;white-space:normal}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`
