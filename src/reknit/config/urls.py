from django.urls import include, path

urlpatterns = [path("", include("reknit.web.urls"))]

handler400 = "reknit.web.views.errors.bad_request"
handler403 = "reknit.web.views.errors.forbidden"
handler404 = "reknit.web.views.errors.not_found"
handler500 = "reknit.web.views.errors.server_error"
