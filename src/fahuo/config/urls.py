from django.contrib import admin
from django.urls import path

from fahuo.api.root import api

urlpatterns = [
    path("api/", api.urls),
    path("admin/", admin.site.urls),
]
