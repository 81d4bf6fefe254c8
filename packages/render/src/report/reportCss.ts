import { SANS } from '../svg/pen.ts';

const MONO = "'JetBrains Mono','Noto Sans Mono',ui-monospace,'SF Mono',Menlo,Consolas,monospace";

/** Style of the HTML report; colours come from the custom properties of the theme. */
export const reportCss = `*{box-sizing:border-box}body{margin:0;font:14px/1.5 ${SANS};color:var(--ink);background:var(--bg);font-feature-settings:'tnum'}
h1,h2,p,ol,ul{margin:0;padding:0}ol,ul{list-style:none}code,pre{font-family:${MONO};font-size:12.5px;overflow-wrap:anywhere}b{font-weight:600}span{color:var(--ink3)}
header{background:var(--surface);border-bottom:1px solid var(--line);padding:16px 24px 20px}.top{display:flex;align-items:center;gap:9px;margin-bottom:14px}.top span{margin-left:auto;text-align:right;font-size:12.5px}
.verdict{display:flex;gap:18px;align-items:flex-start}.verdict>svg{flex:none}.q{color:var(--ink3)}.q b{color:var(--ink)}h1{font-size:26px;line-height:32px;font-weight:600;letter-spacing:-.018em;margin:2px 0}.why{font-size:16px;color:var(--ink2);max-width:80ch}
.seen{display:flex;flex-wrap:wrap;gap:4px 20px;margin-top:10px}.seen li{display:flex;align-items:center;gap:6px}
main{padding:8px 24px 24px;max-width:1320px;margin:0 auto}section{margin-top:22px}h2{font-size:16px;font-weight:600;margin-bottom:10px}
.scroll{overflow-x:auto}.graph svg{display:block;width:100%;min-width:640px;height:auto}
.finds>li{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:14px 16px;margin-bottom:10px}.lv{display:flex;flex-wrap:wrap;align-items:center;gap:7px;margin-bottom:4px}.ev{margin-top:6px}.fix{margin-top:10px}pre{margin:6px 0 0;background:var(--sunken);border:1px solid var(--line);border-radius:8px;padding:10px 12px;overflow-x:auto;white-space:pre-wrap}
.gaps li{padding:4px 0}.soft{color:var(--ink3);margin-bottom:6px}
details{background:var(--surface);border:1px solid var(--line);border-radius:12px;margin-bottom:10px;overflow-x:auto}summary{padding:11px 16px;cursor:pointer}.tok{color:var(--ok)}.tbad{color:var(--bad)}.tunk{color:var(--unk)}
table{width:100%;border-collapse:collapse}th{text-align:left;font-weight:500;font-size:12px;color:var(--ink3)}td,th{padding:8px 16px;border-top:1px solid var(--line);vertical-align:top}td ol{list-style:decimal;padding-left:18px}td li{padding:1px 0}
tr.dropped{background:var(--bad-bg)}tr.unknown{background:var(--unk-bg)}tr.delivered{background:var(--ok-bg)}li.drop{color:var(--bad);font-weight:600}li.maybe{color:var(--unk)}tr.dropped span,tr.delivered span,tr.unknown span{color:var(--ink2)}.rules{padding:2px 0 4px;font-weight:400;color:var(--ink)}.rules .hit{font-weight:600}
footer{padding:14px 24px 24px;color:var(--ink3);font-size:12.5px;max-width:1320px;margin:0 auto}
@media (max-width:640px){header,main,footer{padding-left:14px;padding-right:14px}.top span{display:none}h1{font-size:21px;line-height:26px}.verdict>svg{width:44px;height:44px}td,th{padding:7px 9px}}
@media print{body{background:#fff}details{break-inside:avoid}}`;
