// The walkthrough's example, in a file that is not saved.

import * as vscode from "vscode";

const cellCycle = `// Two nodes that point at each other. Whichever is dropped second would have its
// name printed by the other's destructor after it is gone: rustc refuses.
use std::cell::Cell;

struct Node<'a> {
    name: String,
    peer: Cell<Option<&'a Node<'a>>>,
}

impl Drop for Node<'_> {
    fn drop(&mut self) {
        if let Some(peer) = self.peer.get() {
            println!("{} says goodbye to {}", self.name, peer.name);
        }
    }
}

fn main() {
    let left = Node { name: String::from("left"), peer: Cell::new(None) };
    let right = Node { name: String::from("right"), peer: Cell::new(Some(&left)) };
    left.peer.set(Some(&right));
}
`;

export function registerExample(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand("drop-lsp.example", async () => {
      const document = await vscode.workspace.openTextDocument({ language: "rust", content: cellCycle });
      const editor = await vscode.window.showTextDocument(document);
      const main = document.positionAt(cellCycle.indexOf("left.peer"));
      editor.selection = new vscode.Selection(main, main);
    }),
  );
}
