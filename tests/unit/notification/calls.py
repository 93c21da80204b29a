"""What the tests of alerts do, in their words."""

from __future__ import annotations

from uuid import UUID

from services.notification.application.use_cases.acknowledge_alert import acknowledge_alert, take_over_alert
from services.notification.application.use_cases.repeat_alerts import repeat_alerts
from services.notification.application.use_cases.show_open_alerts import show_open_alerts
from services.notification.domain.alert import Alert
from shared.contracts.actor import Actor, Role
from shared.contracts.events.notification import LecturerAlerted
from shared.contracts.requests.notification import AcknowledgeAlert, AlertView, TakeOverAlert
from tests.unit.notification.samples import AINO, COORDINATOR, LECTURER
from tests.unit.notification.world import World

LISA = Actor(Role.LECTURER, LECTURER)
COORDINATING = Actor(Role.COORDINATOR, COORDINATOR)
COLLEAGUE = Actor(Role.COORDINATOR, UUID(int=31))
STUDENT = Actor(Role.STUDENT, AINO)


def the_alert(world: World) -> Alert:
    (alert,) = world.alerts.kept.values()
    return alert


def acknowledge(world: World, actor: Actor = LISA, alert_id: UUID | None = None) -> AlertView:
    return acknowledge_alert(AcknowledgeAlert(alert_id or the_alert(world).alert_id), actor, world.uow)


def take_over(world: World, actor: Actor | None = None) -> AlertView:
    return take_over_alert(TakeOverAlert(the_alert(world).alert_id), actor or COORDINATING, world.uow)


def opened(world: World, actor: Actor) -> AlertView:
    """The one open alert as the actor sees it."""
    (view,) = show_open_alerts(actor, world.uow)
    return view


def wait(world: World, seconds: int, step: int = 2) -> None:
    for _ in range(0, seconds, step):
        world.pass_time(seconds=step)
        repeat_alerts(world.uow)


def rounds(world: World) -> list[int]:
    return [event.round for event in world.events.of(LecturerAlerted)]
