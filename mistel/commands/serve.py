"""``mistel serve``, and its parts run apart: gateways, ``api``, ``worker``."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial

from api.access.sessions import FIRST_EMAIL, first_administrator
from care.clock import wall_now
from care.errors import SettingError
from gateway.site import SiteGateway
from mistel import state
from mistel.admission import keep, of_outside
from mistel.commands.opened import notes, own_organisation, registry, run
from mistel.commands.stopping import until_stopped
from mistel.figures import Figures, serve_figures
from mistel.influx import target
from mistel.instance import ALIVE, Instance, Servants, gateway_credentials, started
from mistel.outward import outward
from mistel.pages import serve_pages
from mistel.reach import Reach
from mistel.settings import Settings
from mistel.work import work


def serve() -> None:
    """Run everything in one process: broker, a gateway for each site, API, pages and worker; until Ctrl-C."""
    run(_serve(Settings.load()))


async def _serve(settings: Settings) -> None:
    since = wall_now()
    async with started(settings) as instance:
        own_organisation(instance.registry)
        password = first_administrator(instance.registry, wall_now())
        url = await serve_pages(instance)
        state.announce(settings.state_dir, instance.broker_url, url)
        instance.own(work(Reach(settings, instance.registry, instance.broker_url, since)), "worker")
        notes.print(f"\nMistel runs. Pages: {url}  Broker: {instance.broker_url}  Ctrl-C ends.", highlight=False)
        _say_first(password)
        await until_stopped()


def _say_first(password: str | None) -> None:
    if password:
        notes.print(f"The first administrator: {FIRST_EMAIL}, password for the first time: {password}")


async def run_gateways(settings: Settings, sites: Sequence[str]) -> None:
    """Run the gateways of these sites, and nothing else, until stopped."""
    url, credentials = _broker(settings), gateway_credentials(settings)
    with registry() as opened:
        for name in sites:
            opened.places.site(name)  # says so when there is none
        async with Servants() as servants:
            gateways: dict[str, SiteGateway] = {}
            for name in sites:
                gateway = SiteGateway(
                    settings.state_dir,
                    name,
                    opened,
                    url,
                    credentials,
                    wall_now,
                    ca=settings.broker_ca,
                    influx=target(settings),
                    ack_wait=timedelta(seconds=settings.broker_ack_wait),
                    outward=outward(settings),
                )
                gateways[name] = gateway
                servants.own(gateway.run(), f"gateway {name}")
            admission = of_outside(opened, settings, credentials)
            if admission is not None:  # the running instance decides who gets into its own broker
                servants.own(keep(admission, opened, partial(_attended, gateways)), "admission")
            figures = await serve_figures(settings, Figures.of(gateways, settings.state_dir, wall_now), servants.own)
            if figures:
                notes.print(f"Metrics: {figures}/metrics", highlight=False)
            notes.print(f"Gateways of {', '.join(sites)} at {url}. Ctrl-C ends.", highlight=False)
            await until_stopped()


async def run_all_gateways(settings: Settings) -> None:
    """Run a gateway for each site there is and for those made later, and no pages, until stopped."""
    async with started(settings) as instance:
        state.announce(settings.state_dir, instance.broker_url, None)
        figures = Figures.of(instance.gateways, settings.state_dir, instance.now)
        url = await serve_figures(settings, figures, instance.own)
        if url:
            notes.print(f"Metrics: {url}/metrics", highlight=False)
        notes.print(f"Gateways of all sites at {instance.broker_url}. Ctrl-C ends.", highlight=False)
        await until_stopped()


def _attended(gateways: Mapping[str, SiteGateway]) -> list[str]:
    """Name the sites whose gateway reads."""
    return [site for site, gateway in gateways.items() if gateway.ready.is_set()]


def api() -> None:
    """Run only the API and the pages, on the registry and journals of the state folder."""
    run(_api(Settings.load()))


async def _api(settings: Settings) -> None:
    with registry() as opened:
        own_organisation(opened)
        password = first_administrator(opened, wall_now())
        async with Servants() as servants:
            url = await serve_pages(Instance(settings, opened, "", servants.own))
            notes.print(f"Pages: {url}  Ctrl-C ends.", highlight=False)
            _say_first(password)
            await until_stopped()


def worker() -> None:
    """Run only a worker: it takes the runs that people ask for, one at a time."""
    run(_worker(Settings.load()))


async def _worker(settings: Settings) -> None:
    with registry() as opened:
        async with Servants() as servants:
            reach = Reach(settings, opened, _broker(settings), wall_now() - ALIVE)
            servants.own(work(reach), "worker")
            notes.print(f"Working on the runs of {settings.state_dir}. Ctrl-C ends.", highlight=False)
            await until_stopped()


def _broker(settings: Settings) -> str:
    """Give the broker of the settings, or of the running instance."""
    if settings.broker_url is not None:
        return settings.broker_url
    found = state.running(settings.state_dir)
    if found is None:
        raise SettingError("No broker: set MISTEL_BROKER_URL, or start `mistel serve` on this state folder first.")
    return found.broker_url
