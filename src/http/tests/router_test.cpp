#include <doctest/doctest.h>

#include <stdexcept>

#include "http/hosts.hpp"
#include "http/router.hpp"

using namespace promo::http;

namespace {

Route row(Verb verb, std::string path) {
    return {verb, std::move(path), Access::open, [](const Request&) { return Response{}; }, "a row"};
}

std::string found(const Router& router, std::string_view path, Verb verb = Verb::get) {
    const auto match = router.match(verb, path);
    return match.route == nullptr ? "" : match.route->path;
}

constexpr const char* kUuid = "0190a5b2-7c1e-7d3a-9f00-0123456789aB";

}  // namespace

TEST_CASE("a path finds the row that describes it most exactly") {
    const Router router({row(Verb::get, "/"), row(Verb::get, "/a"), row(Verb::get, "/a/new"),
                         row(Verb::get, "/a/{id:uuid}"), row(Verb::get, "/a/{id:number}"),
                         row(Verb::get, "/a/{id:slug}"), row(Verb::get, "/a/{id:text}"), row(Verb::get, "/a/{id:rest}"),
                         row(Verb::get, "/a/{id:text}/steps"), row(Verb::post, "/a/{x:text}")});
    CHECK(found(router, "/") == "/");
    CHECK(found(router, "/a") == "/a");
    CHECK(found(router, "/a/new") == "/a/new");
    CHECK(found(router, "/a/%6eew") == "/a/new");
    CHECK(found(router, std::string("/a/") + kUuid) == "/a/{id:uuid}");
    CHECK(found(router, "/a/42") == "/a/{id:number}");
    CHECK(found(router, "/a/summer-sale_2") == "/a/{id:slug}");
    CHECK(found(router, "/a/summer sale") == "/a/{id:text}");
    CHECK(found(router, "/a/42/steps") == "/a/{id:text}/steps");
    CHECK(found(router, "/a/42/more/of/it") == "/a/{id:rest}");
    CHECK(found(router, "/a/new", Verb::post) == "/a/{x:text}");
    CHECK(found(router, "/b").empty());
    CHECK(found(router, "").empty());
    CHECK(found(router, "a").empty());
}

TEST_CASE("a parameter arrives decoded, a rest with its slashes") {
    const Router router({row(Verb::get, "/c/{name:text}/{path:rest}")});
    const auto match = router.match(Verb::get, "/c/caf%C3%A9/x/y%20z");
    REQUIRE(match.route != nullptr);
    CHECK(match.params.find("name") == "caf\xc3\xa9");
    CHECK(match.params.find("path") == "x/y z");
}

TEST_CASE("an address knows all its verbs, also those of other rows that it matches") {
    const Router router({row(Verb::get, "/a/new"), row(Verb::delete_, "/a/{id:text}"), row(Verb::put, "/a/{id:slug}")});
    CHECK(router.allowed("/a/new") == std::vector<Verb>{Verb::get, Verb::put, Verb::delete_});
    CHECK(router.match(Verb::post, "/a/new").allowed == std::vector<Verb>{Verb::get, Verb::put, Verb::delete_});
    CHECK(router.allowed("/nowhere").empty());
}

TEST_CASE("a table with a hole or a contradiction is refused when it is built") {
    const auto build = [](std::vector<Route> rows) { const Router router(std::move(rows)); };
    CHECK_THROWS_AS(build({row(Verb::get, "/a"), row(Verb::get, "/a")}), std::logic_error);
    CHECK_THROWS_AS(build({row(Verb::get, "/a/{x:uuid}"), row(Verb::get, "/a/{y:uuid}")}), std::logic_error);
    CHECK_THROWS_AS(build({row(Verb::get, "/a/{x:float}")}), std::logic_error);
    CHECK_THROWS_AS(build({row(Verb::get, "/a/{x}")}), std::logic_error);
    CHECK_THROWS_AS(build({row(Verb::get, "/a/{x:rest}/b")}), std::logic_error);
    CHECK_THROWS_AS(build({row(Verb::get, "/a/{x:text}/{x:text}")}), std::logic_error);
    CHECK_THROWS_AS(build({row(Verb::get, "a")}), std::logic_error);
    CHECK_THROWS_AS(build({row(Verb::get, "/a/")}), std::logic_error);
    CHECK_THROWS_AS(build({row(Verb::get, "/a//b")}), std::logic_error);
    CHECK_THROWS_AS(build({{Verb::get, "/a", Access::open, nullptr, "no handler"}}), std::logic_error);
    auto nameless = row(Verb::get, "/a");
    nameless.summary.clear();
    CHECK_THROWS_AS(build({nameless}), std::logic_error);
    auto gated = row(Verb::get, "/a");
    gated.pool = Pool::io;
    gated.access = Access::signed_in;
    CHECK_THROWS_AS(build({gated}), std::logic_error);
    CHECK_NOTHROW(build(
        {row(Verb::get, "/a"), row(Verb::post, "/a"), row(Verb::get, "/a/{x:uuid}"), row(Verb::get, "/a/{x:text}")}));
}

TEST_CASE("we answer under our own names only, whatever port") {
    const Hosts hosts{.public_host = "promo.example", .admin = "admin.promo.example", .dash = "dash.promo.example"};
    CHECK(hosts.kind("promo.example") == HostKind::default_);
    CHECK(hosts.kind("ADMIN.promo.example:8443") == HostKind::admin);
    CHECK(hosts.kind("dash.promo.example") == HostKind::dash);
    for (const char* name : {"", "evil.example", "xpromo.example", "promo.example.evil", "promo.example.",
                             "admin.promo.example:", "promo.example:99999999", "promo.example:80:80", "localhost",
                             "127.0.0.1", "admin.localhost", "[::1]", "[", "admin.evil.example"}) {
        CAPTURE(name);
        CHECK_FALSE(hosts.kind(name).has_value());
    }
}

TEST_CASE("in development the local names stand for ours") {
    const Hosts hosts{
        .public_host = "localhost", .admin = "admin.promo.example", .dash = "dash.localhost", .development = true};
    CHECK(hosts.kind("localhost:5000") == HostKind::default_);
    CHECK(hosts.kind("127.0.0.1:5000") == HostKind::default_);
    CHECK(hosts.kind("[::1]:5000") == HostKind::default_);
    CHECK(hosts.kind("admin.localhost:5000") == HostKind::admin);
    CHECK(hosts.kind("dash.localhost") == HostKind::dash);
    CHECK_FALSE(hosts.kind("other.localhost").has_value());
}
