from django.contrib import admin
from django.urls import include, path

from fahuo.api.root import api
from fahuo.console.pages.entry import setup_login

urlpatterns = [
    path("api/", api.urls),
    path("admin/login/", setup_login),
    path("admin/", admin.site.urls),
    path("", include("fahuo.console.urls")),
    path("", include("fahuo.buyers.urls")),
]

handler400 = "fahuo.console.pages.errors.wrong"
handler403 = "fahuo.console.pages.errors.refused"
handler404 = "fahuo.console.pages.errors.missing"
handler500 = "fahuo.console.pages.errors.broken"
