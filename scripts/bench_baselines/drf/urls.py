"""A view set with cursor pages, joined relations and serializers, and the current user's view."""

from typing import ClassVar

from django.db.models import QuerySet
from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers, viewsets
from rest_framework.generics import RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import DefaultRouter

from bench_baselines.drf.models import Post, User


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields: ClassVar = ["id", "username", "name", "avatar_url"]


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields: ClassVar = [
            *("id", "email", "username", "name", "bio", "avatar_url", "role", "created_at")
        ]


class PostSummarySerializer(serializers.ModelSerializer):
    author = AuthorSerializer(read_only=True)
    vote_count = serializers.IntegerField(source="counters.vote_count", read_only=True)
    comment_count = serializers.IntegerField(source="counters.comment_count", read_only=True)
    view_count = serializers.IntegerField(source="counters.view_count", read_only=True)

    class Meta:
        model = Post
        fields: ClassVar = [
            *("id", "slug", "title", "excerpt", "category", "tags", "image_url", "status"),
            *("author", "vote_count", "comment_count", "view_count"),
            *("published_at", "created_at", "updated_at"),
        ]
        read_only_fields: ClassVar = ["status", "published_at", "excerpt"]


class PostSerializer(PostSummarySerializer):
    class Meta(PostSummarySerializer.Meta):
        fields: ClassVar = [*PostSummarySerializer.Meta.fields, "content"]


class PostPagination(CursorPagination):
    page_size = 20
    page_size_query_param = "limit"
    ordering = ("-published_at", "-id")


class PostViewSet(viewsets.ModelViewSet):
    pagination_class = PostPagination

    def get_queryset(self) -> QuerySet[Post]:
        return Post.objects.filter(
            deleted_at__isnull=True, status="published", published_at__lte=timezone.now()
        ).select_related("author", "counters")

    def get_serializer_class(self) -> type[PostSummarySerializer]:
        return PostSummarySerializer if self.action == "list" else PostSerializer

    def perform_create(self, serializer: PostSerializer) -> None:
        text = serializer.validated_data["content"]
        serializer.save(author=self.request.user, excerpt=text[:200])


class MeView(RetrieveAPIView):
    serializer_class = UserSerializer
    permission_classes: ClassVar = [IsAuthenticated]

    def get_object(self) -> User:
        return self.request.user


router = DefaultRouter(trailing_slash=False)
router.register("posts", PostViewSet, basename="post")
urlpatterns = [path("api/users/me", MeView.as_view()), path("api/", include(router.urls))]
