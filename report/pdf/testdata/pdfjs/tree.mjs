// Prints what PDF.js sees of each file named on the command line, one JSON object a line: pages, language, attachments, counts of
// structure roles, figures without alternative text, the text of each page, and destinations of the outline that lead nowhere.
import { readFileSync } from "node:fs";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";

for (const path of process.argv.slice(2)) {
  const task = getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: VerbosityLevel.ERRORS, useSystemFonts: false });
  const doc = await task.promise;
  const roles = {};
  let withoutAlt = 0;
  let unread = 0;
  const walk = (node) => {
    if (node.role) {
      roles[node.role] = (roles[node.role] ?? 0) + 1;
      if (node.role === "Figure" && !node.alt) withoutAlt++;
    }
    for (const child of node.children ?? []) walk(child);
  };
  let text = "";
  for (let n = 1; n <= doc.numPages; n++) {
    const page = await doc.getPage(n);
    walk(await page.getStructTree());
    const content = await page.getTextContent({ includeMarkedContent: true });
    const open = [];
    for (const item of content.items) {
      if (item.type === "beginMarkedContent" || item.type === "beginMarkedContentProps") open.push(item.tag === "Artifact" || !item.id);
      else if (item.type === "endMarkedContent") open.pop();
      else if (!open.some(Boolean)) text += item.str;
      if (item.str && open.length === 0) unread++;
    }
    page.cleanup();
  }
  const bad = [];
  const outline = async (items) => {
    for (const item of items ?? []) {
      const dest = typeof item.dest === "string" ? await doc.getDestination(item.dest) : item.dest;
      if (!dest || !Number.isInteger(await doc.getPageIndex(dest[0]))) bad.push(item.title);
      await outline(item.items);
    }
  };
  const items = await doc.getOutline();
  await outline(items);
  const meta = await doc.getMetadata();
  console.log(JSON.stringify({
    path, pages: doc.numPages, language: meta.info.Language, title: meta.metadata?.get("dc:title") ?? "",
    attachments: Object.keys((await doc.getAttachments()) ?? {}), roles, withoutAlt, unread, bad, outline: items?.length ?? 0, text,
  }));
  await task.destroy();
}
