from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.peer.models import Plain
from machinami.project import urls

handler404, handler500 = urls.handler404, urls.handler500


class PlainForm(forms.ModelForm):
    class Meta:
        model = Plain
        exclude: tuple[str, ...] = ()


def insert(request: HttpRequest) -> HttpResponse:
    form = PlainForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_json(), status=422)
    return HttpResponse(f"{form.save().pk}\n", status=201)


urlpatterns = [path("peer/", insert), *urls.urlpatterns]
