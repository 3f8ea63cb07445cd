import { PEOPLE, type Person } from './people.ts';

/** The page that asks who wants to sign in: links, since a form's answer could not be sent on under its own policy. */
export function choicePage(addressOf: (person: Person) => string): string {
  const rows = PEOPLE.map(
    (person) =>
      `<li><a href="${escaped(addressOf(person))}"><b>${escaped(person.role)}</b> ${escaped(person.subject)}<br><small>${escaped(person.may)}</small></a></li>`,
  );
  return page(
    'Sign in to revgraph',
    `<p>This sign-in is for a local run: it asks for no password.</p><ul>${rows.join('')}</ul>`,
  );
}

export function faultPage(message: string): string {
  return page('This sign-in cannot go on', `<p>${escaped(message)}</p>`);
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:3rem auto;max-width:30rem;padding:0 1rem;color-scheme:light dark}
ul{list-style:none;padding:0}li{margin:.5rem 0}a{display:block;padding:.6rem .9rem;border:1px solid #8886;border-radius:.4rem;color:inherit;text-decoration:none}
a:hover,a:focus{border-color:#4a7;outline:2px solid #4a78}small{opacity:.75}`;

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style><main><h1>${title}</h1>${body}</main></html>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
