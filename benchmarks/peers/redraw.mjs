// Draws flows in bpmn-js with mouse and keyboard, as somebody does who knows the tool, and counts.
// {"flows": [flow]} in, one JSON line {"name", "clicks", "drags", "keys", "characters", "xml"} out.
//
// flow: {"name", "pools": [{"id", "name", "box", "empty", "lanes": [{"id", "name"}]}],
//        "nodes": [{"id", "type", "name", "box", "pool", "event"}],
//        "edges": [{"source", "target", "name", "message"}], "notes": [{"name", "box"}]}
// A double click counts as two clicks, typed names as characters, Enter and shortcuts as keys.
import { asked, withModeler } from "./browser.mjs";

const APPEND = {
  "bpmn:EndEvent": "append.end-event",
  "bpmn:ExclusiveGateway": "append.gateway",
  "bpmn:ParallelGateway": "append.gateway",
  "bpmn:IntermediateThrowEvent": "append.intermediate-event",
};
const CREATE = {
  "bpmn:StartEvent": "create.start-event",
  "bpmn:EndEvent": "create.end-event",
  "bpmn:ExclusiveGateway": "create.exclusive-gateway",
};
const REPLACE = {
  "bpmn:UserTask": "replace-with-user-task",
  "bpmn:ManualTask": "replace-with-manual-task",
  "bpmn:ServiceTask": "replace-with-service-task",
  "bpmn:SendTask": "replace-with-send-task",
  "bpmn:ReceiveTask": "replace-with-receive-task",
  "bpmn:ParallelGateway": "replace-with-parallel-gateway",
  "message": "replace-with-message-start",
};

class Hand {
  constructor(page) {
    this.page = page;
    this.counts = { clicks: 0, drags: 0, keys: 0, characters: 0 };
    this.ids = new Map(); // id in the given flow -> id in bpmn-js
  }

  // --- what hands do ---------------------------------------------------------------------

  async click(at, times = 1) {
    this.counts.clicks += times;
    await this.page.mouse.move(at.x, at.y);
    await this.page.mouse.click(at.x, at.y, { count: times });
    await this.pause();
  }

  async drag(from, to) {
    this.counts.drags += 1;
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 6, from.y + 6, { steps: 2 });
    await mouse.move(to.x, to.y, { steps: 6 });
    await this.pause();
    await mouse.up();
    await this.pause(450); // a click right after a drag is ignored, as one by a shaky hand
  }

  async key(name) {
    this.counts.keys += 1;
    await this.page.keyboard.press(name);
    await this.pause();
  }

  async write(text) {
    this.counts.characters += [...text].length;
    await this.page.keyboard.sendCharacter(text);
    await this.key("Enter");
  }

  pause(milliseconds = 40) {
    return new Promise((done) => setTimeout(done, milliseconds));
  }

  // --- where things are ------------------------------------------------------------------

  middle(selector) {
    return this.page.evaluate((selector) => {
      const found = document.querySelector(selector);
      if (!found) throw new Error(`nothing here: ${selector}`);
      const { x, y, width, height } = found.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }, selector);
  }

  pad(action) {
    return this.middle(`.djs-context-pad .entry[data-action="${action}"]`);
  }

  palette(action) {
    return this.middle(`.djs-palette .entry[data-action="${action}"]`);
  }

  look(work, ...given) {
    return this.page.evaluate(work, ...given);
  }

  known() {
    return this.look(() => window.modeler.get("elementRegistry").getAll().map((e) => e.id));
  }

  // Does `work` and gives the id of the element of a kind it made.
  async made(kind, work) {
    const before = new Set(await this.known());
    await work();
    return this.look(
      (before, kind) => {
        const { is } = { is: (e, type) => e.businessObject.$instanceOf(type) };
        const fresh = window.modeler
          .get("elementRegistry")
          .filter((e) => !before.includes(e.id) && !e.labelTarget && is(e, kind));
        if (!fresh.length) throw new Error(`no ${kind} was made`);
        return fresh[0].id;
      },
      [...before],
      kind,
    );
  }

  // A place of the element that nothing lies over, such as the pad of its neighbour.
  spot(id) {
    return this.look((id) => {
      const element = window.modeler.get("elementRegistry").get(id);
      const { x, y } = window.modeler.get("canvas").viewbox();
      const places = [];
      if (element.waypoints) {
        const points = element.waypoints;
        for (let n = Math.floor((points.length - 1) / 2); n < points.length - 1; n++) {
          for (const part of [0.5, 0.3, 0.7]) {
            places.push({
              x: points[n].x + (points[n + 1].x - points[n].x) * part,
              y: points[n].y + (points[n + 1].y - points[n].y) * part,
            });
          }
        }
      } else {
        for (const [across, down] of [[0.5, 0.5], [0.2, 0.5], [0.5, 0.2], [0.5, 0.8], [0.8, 0.5]]) {
          places.push({
            x: element.x + element.width * across,
            y: element.y + element.height * down,
          });
        }
      }
      const shown = places.map((place) => ({ x: place.x - x, y: place.y - y }));
      const free = ({ x, y }) => !document.elementFromPoint(x, y)?.closest(".djs-overlay, .djs-context-pad, .djs-palette");
      return shown.find(free) ?? shown[0];
    }, id);
  }

  async select(id) {
    const selected = await this.look(() => window.modeler.get("selection").get().map((e) => e.id));
    if (selected.length !== 1 || selected[0] !== id) await this.click(await this.spot(id));
  }

  naming() {
    return this.look(() => window.modeler.get("directEditing").isActive());
  }

  // --- drawing ---------------------------------------------------------------------------

  async draw(flow) {
    await this.look(async (flow) => {
      const modeler = window.modeler;
      await modeler.createDiagram();
      const first = modeler.get("elementRegistry").find((e) => e.type === "bpmn:StartEvent");
      window.started = first.id;
      // The view is turned so that the given start lies on the one that is there.
      const box = flow.nodes[0].box;
      const canvas = modeler.get("canvas");
      canvas.viewbox({
        x: first.x + 18 - (box.x + box.width / 2),
        y: first.y + 18 - (box.y + box.height / 2),
        width: 2600,
        height: 1500,
      });
    }, flow);
    for (const pool of flow.pools) await this.pool(flow, pool);
    for (const [number, node] of flow.nodes.entries()) await this.node(flow, node, number);
    for (const edge of flow.edges) await this.edge(edge);
    for (const note of flow.notes) await this.note(note, this.ids.get(flow.nodes[0].id));
  }

  async pool(flow, pool) {
    const { x, y, width, height } = pool.box;
    const size = { width: 600, height: 250 };
    const isAbove = pool.empty && y < flow.pools[0].box.y; // it grows away from the first pool
    const top = isAbove ? y + height - size.height : y;
    const at = { x: x + size.width / 2, y: top + size.height / 2 };
    const from = await this.palette("create.participant-expanded");
    const id = await this.made("bpmn:Participant", () => this.drag(from, at));
    this.ids.set(pool.id, id);
    if (await this.naming()) await this.write(pool.name);
    if (pool.empty) return;
    const corner = await this.look((id) => {
      const element = window.modeler.get("elementRegistry").get(id);
      const { x, y } = window.modeler.get("canvas").viewbox();
      return { x: element.x + element.width - x, y: element.y + element.height - y };
    }, id);
    await this.select(id);
    await this.drag(corner, { x: x + width, y: y + height });
    if (pool.lanes.length === 2) await this.lanes(pool, id);
  }

  async lanes(pool, id) {
    await this.select(id);
    await this.click(await this.pad("lane-divide-two"));
    const lanes = await this.look(
      (id) =>
        window.modeler
          .get("elementRegistry")
          .filter((e) => e.type === "bpmn:Lane" && e.parent.id === id)
          .sort((a, b) => a.y - b.y)
          .map((e) => e.id),
      id,
    );
    for (const [number, lane] of lanes.entries()) {
      const at = await this.look((id) => {
        const element = window.modeler.get("elementRegistry").get(id);
        const { x, y } = window.modeler.get("canvas").viewbox();
        return { x: element.x + 15 - x, y: element.y + element.height / 2 - y };
      }, lane);
      await this.click(at, 2);
      await this.write(pool.lanes[number].name);
    }
  }

  async node(flow, node, number) {
    const at = { x: node.box.x + node.box.width / 2, y: node.box.y + node.box.height / 2 };
    const edge = flow.edges.find(
      (e) => e.target === node.id && !e.message && !e.drawn && this.ids.has(e.source),
    );
    const wanted = node.type.endsWith("Task") ? "bpmn:Task" : node.type;
    if (number === 0) {
      this.ids.set(node.id, await this.look(() => window.started));
    } else if (edge) {
      await this.select(this.ids.get(edge.source));
      const from = await this.pad(APPEND[node.type] ?? "append.append-task");
      const kind = node.type === "bpmn:ParallelGateway" ? "bpmn:Gateway" : wanted;
      this.ids.set(node.id, await this.made(kind, () => this.drag(from, at)));
      edge.drawn = true;
    } else {
      const from = await this.palette(CREATE[node.type] ?? "create.task");
      this.ids.set(node.id, await this.made(wanted, () => this.drag(from, at)));
    }
    await this.name(this.ids.get(node.id), node.name);
    await this.retype(node);
    if (edge?.name) {
      const made = await this.look(
        (id) => window.modeler.get("elementRegistry").get(id).incoming[0].id,
        this.ids.get(node.id),
      );
      await this.select(made);
      await this.name(made, edge.name);
    }
  }

  async name(id, name) {
    if (!name) {
      if (await this.naming()) await this.key("Escape");
      return;
    }
    if (!(await this.naming())) {
      await this.select(id);
      await this.key("e");
    }
    if (!(await this.naming())) {
      this.counts.keys -= 1; // did nothing
      await this.click(await this.spot(id), 2);
    }
    await this.write(name);
  }

  async retype(node) {
    const target = REPLACE[node.type] ?? (node.event ? REPLACE[node.event] : "");
    if (!target) return;
    const id = this.ids.get(node.id);
    await this.select(id);
    await this.click(await this.pad("replace"));
    await this.click(await this.middle(`.djs-popup [data-id="${target}"]`));
    const now = await this.look(() => window.modeler.get("selection").get()[0]?.id ?? "");
    this.ids.set(node.id, now || id);
  }

  async edge(edge) {
    if (edge.drawn) return;
    const source = this.ids.get(edge.source);
    const target = this.ids.get(edge.target);
    await this.select(source);
    const from = await this.pad("connect");
    const kind = edge.message ? "bpmn:MessageFlow" : "bpmn:SequenceFlow";
    const to = await this.spot(target);
    const id = await this.made(kind, () => this.drag(from, to));
    edge.drawn = true;
    if (edge.name) await this.name(id, edge.name);
  }

  // bpmn-js draws a note only as belonging to something: the line is taken away again.
  async note(note, beside) {
    await this.select(beside);
    const from = await this.pad("append.text-annotation");
    const at = { x: note.box.x + 50, y: note.box.y + 15 };
    const id = await this.made("bpmn:TextAnnotation", () => this.drag(from, at));
    await this.name(id, note.name);
    const line = await this.look((id) => {
      const element = window.modeler.get("elementRegistry").get(id);
      return [...element.incoming, ...element.outgoing][0].id;
    }, id);
    await this.select(line);
    await this.key("Delete");
  }
}

const { flows } = await asked();
await withModeler(
  async (page) => {
    for (const flow of flows) {
      const hand = new Hand(page);
      await hand.draw(flow);
      const xml = await page.evaluate(async () => (await window.modeler.saveXML()).xml);
      process.stdout.write(JSON.stringify({ name: flow.name, ...hand.counts, xml }) + "\n");
    }
  },
  { width: 2600, height: 1500 },
);
