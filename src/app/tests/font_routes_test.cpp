#include "app/font_routes.hpp"

#include <doctest/doctest.h>

#include "http/router.hpp"
#include "support/fonts.hpp"
#include "support/refused.hpp"

using namespace promo;

namespace {

http::Response get(const http::Router& router, const std::string& file, const std::string& encodings = {},
                   const std::string& known = {}) {
    http::Request request;
    request.path = "/fonts/" + file;
    if (!encodings.empty()) request.headers.add("Accept-Encoding", encodings);
    if (!known.empty()) request.headers.add("If-None-Match", known);
    const auto match = router.match(http::Verb::get, request.path);
    REQUIRE(match.route != nullptr);
    request.path_params = match.params;
    return match.route->handler(request);
}

}  // namespace

TEST_CASE("a page gets the very letters that pictures are drawn with, and keeps them") {
    const http::Router router(app::font_routes(tests::fonts()));
    const auto plain = get(router, "Inter-Bold.otf");
    CHECK(*plain.shared_body == tests::fonts().bytes("Inter-Bold.otf"));
    CHECK(plain.content_type == "font/otf");
    CHECK(plain.cache == http::Cache::immutable);
    CHECK(plain.headers.find("Access-Control-Allow-Origin") == "*");
    CHECK(get(router, "DejaVuSans-Bold.ttf").content_type == "font/ttf");

    const auto packed = get(router, "Inter-Bold.otf", "gzip");
    CHECK(packed.headers.find("Content-Encoding") == "gzip");
    CHECK(packed.shared_body->size() < plain.shared_body->size());
    CHECK(get(router, "Inter-Bold.otf", "", std::string(*plain.headers.find("ETag"))).status == 304);
}

TEST_CASE("only the faces of pictures are served as fonts") {
    const http::Router router(app::font_routes(tests::fonts()));
    for (const auto* file : {"NotoSansCJK-Bold.ttc", "promostack", ".copied"})
        CHECK(tests::refused([&] { get(router, file); }).code() == core::RefusalCode::not_found);
}
