"""Steps at one class: asking pupils in, taking them out, its code, its teachers, its years, and the file of credits."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.workbook import BookWriter, Column
from redvest.faces.desk.classes import class_page
from redvest.faces.desk.forms.upload import LARGEST
from redvest.faces.desk.uploads import UploadGone, discard, find, keep
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pressed import pressed, which
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.registry.actions.import_pupils import import_pupils
from redvest.registry.actions.school import (
    add_teacher,
    end_teacher,
    graduate_class,
    move_class_up,
    renew_class_code,
)
from redvest.registry.actions.school_pupil import end_pupil, invite_pupils
from redvest.registry.actions.school_sharing import remind_families
from redvest.registry.policy import require_member
from redvest.registry.queries.school import class_in_charge
from redvest.registry.school_errors import PupilListWrong, TeacherWrong
from redvest.service.actions.school_credit import CreditSheet, export_credits
from redvest.service.rules.school_credit_sheet import CreditPaper, credits_pdf, heads, row_of, signs

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
@staff
def invite(request: HouseRequest, key: UUID) -> HttpResponse:
    """A list, a number a line; with one line at fault it comes back whole and nobody is asked."""
    found, text = class_in_charge(request.standing, key), request.POST.get("people", "")[:20_000]
    with refusal_told(request, but=(PupilListWrong,)):
        try:
            asked = invite_pupils(by=request.standing, key=key, text=text, at=clock.now())
        except PupilListWrong as fault:
            return class_page(request, found, faults=fault.details["lines"], typed=text)
        messages.success(request, _("邀请了 %(n)d 人，等他们答复。") % {"n": asked})
    return redirect("desk:class", key=key)


@require_POST
@staff
def sheet(request: HouseRequest, key: UUID) -> HttpResponse:
    """An Excel sheet: all rows or none; those at fault come back on the page of the class, and as a sheet."""
    by, at = request.standing, clock.now()
    class_in_charge(by, key)
    file = request.FILES.get("sheet")
    if file is None or not file.size or file.size > LARGEST:
        messages.error(request, _("请选择一个 .xlsx 文件，最多 10 MB。"))
        return redirect("desk:class", key=key)
    kept = keep(require_member(by), file, at)
    with refusal_told(request):
        report = import_pupils(by=by, key=key, path=kept.sheet, bad_file=kept.bad, at=at)
        kept.note(reasons=[list(each) for each in report.reasons], bad=report.bad, school_class=str(key))
        kept.sheet.unlink(missing_ok=True)
        if report.bad:
            return redirect(f"{reverse('desk:class', args=[key])}?sheet={kept.key}")
        messages.success(request, _("邀请了 %(n)d 人，等他们答复。") % {"n": report.imported})
    discard(kept)
    return redirect("desk:class", key=key)


@never_cache
@require_safe
@staff
def bad_rows(request: HouseRequest, key: UUID, upload: UUID) -> FileResponse:
    """The rows that have to be changed, each with its reason."""
    class_in_charge(request.standing, key)
    kept = find(require_member(request.standing), upload)
    if not kept.bad.is_file():
        raise UploadGone
    return FileResponse(kept.bad.open("rb"), as_attachment=True, filename=_("有问题的行.xlsx"))


@require_POST
@staff
def end(request: HouseRequest, key: UUID, pupil: UUID) -> HttpResponse:
    """Out of the class with a reason, or a question taken back."""
    with refusal_told(request):
        reason = request.POST.get("reason", "")
        end_pupil(by=request.standing, key=key, pupil_id=pupil, reason=reason, at=clock.now())
        messages.success(request, _("办好了。"))
    return redirect("desk:class", key=key)


@require_POST
@staff
def remind(request: HouseRequest, key: UUID) -> HttpResponse:
    """Families who have not answered, or have not said whether the school may have the credits; once a week."""
    with refusal_told(request):
        told = remind_families(by=request.standing, key=key, at=clock.now())
        messages.success(request, _("提醒了 %(n)d 家。") % {"n": told})
    return redirect("desk:class", key=key)


@require_POST
@staff
def code(request: HouseRequest, key: UUID) -> HttpResponse:
    """A new code, or none."""
    on = pressed(request, "new", "stop")
    with refusal_told(request):
        renew_class_code(by=request.standing, key=key, on=on, at=clock.now())
        messages.success(request, _("换了新的班级码，旧的不能用了。") if on else _("班级码停用了。"))
    return redirect("desk:class", key=key)


@require_POST
@staff
def teacher(request: HouseRequest, key: UUID) -> HttpResponse:
    """One comes, one goes."""
    verb, typed = which(request, "add", "end"), request.POST.get("who", "")
    by, at = request.standing, clock.now()
    with refusal_told(request):
        if verb == "add":
            account = key_typed(typed)
            if account is None:
                raise TeacherWrong
            add_teacher(by=by, key=key, account_id=account, at=at)
        else:
            end_teacher(by=by, key=key, teacher_id=number_typed(typed, digits=9) or 0, at=at)
        messages.success(request, _("办好了。"))
    return redirect("desk:classes") if verb == "end" else redirect("desk:class", key=key)


@require_POST
@staff
def move_up(request: HouseRequest, key: UUID) -> HttpResponse:
    """The whole class into the next year."""
    grade = number_typed(request.POST.get("grade", "")) or 0
    with refusal_told(request):
        move_class_up(
            by=request.standing, key=key, from_grade=grade, name=request.POST.get("name", ""), at=clock.now()
        )
        messages.success(request, _("全班升了一个年级。"))
    return redirect("desk:class", key=key)


@require_POST
@staff
def graduate(request: HouseRequest, key: UUID) -> HttpResponse:
    """The class is over."""
    with refusal_told(request):
        count = graduate_class(by=request.standing, key=key, at=clock.now())
        messages.success(request, _("毕业了，%(n)d 名学生的学分还能导出。") % {"n": count})
    return redirect("desk:class", key=key)


@require_POST
@staff
def export(request: HouseRequest, key: UUID) -> HttpResponse:
    """The credits of a term as a workbook or a PDF; what goes to the school is written down before it leaves."""
    form, at = which(request, "xlsx", "pdf", field="form"), clock.now()
    sheet = export_credits(by=request.standing, key=key, term_key=request.POST.get("term", ""), at=at)
    paper, name = _paper(sheet), f"{sheet.school_class.name}-{sheet.term.key}"
    if form == "pdf":
        return _file(credits_pdf(paper, at), "application/pdf", f"{name}.pdf")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "credits.xlsx"
        _write(path, paper)
        return _file(path.read_bytes(), EXCEL, f"{name}.xlsx")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def _paper(sheet: CreditSheet) -> CreditPaper:
    found = sheet.school_class
    return CreditPaper(
        _("志愿服务学分 {term}").format(term=sheet.term.name),
        [f"{found.body.name} · {found.name}", _("只算有人核实过的时长；没有同意提供的，不写数字。")],
        [row_of(each.pupil.volunteer.name, each.pupil.volunteer.number, each.credit) for each in sheet.rows],
    )


def _write(path: Path, paper: CreditPaper) -> None:
    columns = [Column(words, width) for words, width in heads()]
    with BookWriter(path) as book:
        part = book.part(_("学分"), paper.title, paper.lines, columns)
        for row in paper.rows:
            part.write(row)
        part.sign(signs())
