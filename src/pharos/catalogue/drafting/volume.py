"""Credits against hours, told in numbers: what is stated and what the nation asks (A13)."""

from dataclasses import dataclass
from decimal import Decimal

from pharos.catalogue import codes, reading
from pharos.catalogue.descriptors import Descriptor
from pharos.common.counting import number_text
from pharos.common.sentences import sentence
from pharos.nations.model import Nation


@dataclass(frozen=True, slots=True)
class Check:
    """Sentences about the volume, and whether hours and credits go together."""

    lines: tuple[str, ...]
    tone: str


def check(descriptor: Descriptor, nation: Nation, language: str) -> Check | None:
    """What hours and credits make together (R2); None before both are there."""
    hours, ects = descriptor.workload_hours, descriptor.ects
    if hours is None:
        return None
    clock = hours.clock_hours

    def told(code: str, **facts: object) -> str:
        return sentence(code, language, facts)

    def number(value: Decimal) -> str:
        return number_text(value.quantize(Decimal("0.1")).normalize() + 0, language)

    lines = []
    if hours.minutes != 60:
        lines.append(
            told("page_volume_converted", count=number(hours.count), minutes=hours.minutes,
                 hours=number(clock))
        )  # fmt: skip
    if descriptor.kind not in codes.CREDIT_KINDS or not ects:
        lines.append(told("page_volume_hours_only", hours=number(clock)))
        return Check(tuple(lines), "info")
    band = nation.hours_per_credit
    least, most = band.min * ects, band.max * ects
    lines.append(
        told("page_volume_band", ects=reading.credits_text(ects), min=band.min, max=band.max,
             least=number(Decimal(least)), most=number(Decimal(most)))
    )  # fmt: skip
    fits = least <= clock <= most
    code = "page_volume_fits" if fits else "page_volume_off"
    lines.append(told(code, hours=number(clock), each=number(clock / ects)))
    return Check(tuple(lines), "good" if fits else "warn")
