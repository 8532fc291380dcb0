"""The addresses of what goes out and comes back: submission, status, rejection, the next round."""

from django.urls import path

from web import portal, rejection, replies, sending, submission

urlpatterns = [
    path("cases/<slug:ref>/submissions/", submission.submissions, name="case-submissions"),
    path("cases/<slug:ref>/submissions/mail/", sending.mail, name="case-send-mail"),
    path("cases/<slug:ref>/submissions/mail/now/", sending.mail_now, name="case-send-mail-now"),
    path("cases/<slug:ref>/submissions/post/", sending.post, name="case-send-post"),
    path("cases/<slug:ref>/submissions/portal/", portal.fields, name="case-send-portal"),
    path("cases/<slug:ref>/submissions/portal/<int:place>/", portal.file, name="case-send-file"),
    path("cases/<slug:ref>/submissions/<int:pk>/waybill/", sending.shipment, name="case-shipment"),
    path("cases/<slug:ref>/submissions/<int:pk>/delivered/", sending.delivery, name="case-delivery"),
    path("cases/<slug:ref>/submissions/<int:pk>/receipt/", submission.receipt, name="case-receipt"),
    path("cases/<slug:ref>/status/", replies.status, name="case-status"),
    path("cases/<slug:ref>/appeals/<int:round>/granted/", replies.grant, name="case-grant"),
    path("cases/<slug:ref>/rejections/", rejection.listing, name="case-rejections"),
    path("cases/<slug:ref>/rejections/outside/", rejection.outside, name="case-outside"),
    path("cases/<slug:ref>/rejections/<int:round>/", rejection.analysis, name="case-rejection"),
    path("cases/<slug:ref>/rejections/<int:round>/mark/", rejection.mark, name="case-rejection-mark"),
    path("cases/<slug:ref>/rejections/<int:round>/points/<int:pk>/", rejection.answer, name="case-rejection-answer"),
    path("cases/<slug:ref>/rejections/<int:round>/reasons/", rejection.reasons, name="case-rejection-reasons"),
    path("cases/<slug:ref>/rejections/<int:round>/next/", rejection.start_second, name="case-second"),
]
