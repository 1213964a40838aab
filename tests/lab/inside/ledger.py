"""blockctl's ledger, written as fast as it can be."""

import os


def plan_on(said: str) -> None:
    """Plan attachment after attachment, and add to the file ``said`` what each is of, once the
    ledger says that it is written; never ends by itself.
    """
    from blockctl.connectors import ledger
    from blockctl.connectors.handed_over import HandedOver
    from blockctl.connectors.origins import FILE

    number = 0
    with ledger.opened() as book, open(said, "a", encoding="utf-8") as file:
        while True:
            number += 1
            name = f"/root/{number}.json"
            book.plan(HandedOver(FILE, name), host="lab", mode="rw")
            file.write(f"{name}\n")
            file.flush()
            os.fsync(file.fileno())
