#include "app/objects.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "http/errors.hpp"
#include "http/router.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"

using namespace promo;

namespace {

const std::string kLogo = "logos/acme/1.png";
const std::string kPrivate = "exports/acme/1.csv";

// A store in a folder of its own, and the way of a request to it without a socket.
struct Shelf {
    Shelf()
        : store({.path = folder.path(),
                 .public_base_url = "http://ours/objects",
                 .link_key = core::Secret(std::string(32, 'k'))}),
          router(app::object_routes(store, clock)) {
        for (const auto& key : {kLogo, kPrivate})
            std::ignore = store.put(key, "bytes of " + key, {.content_type = "image/png"});
    }

    http::Response get(std::string target, const std::string& known = {}) {
        http::Request request;
        const auto mark = target.find('?');
        request.path = target.substr(0, mark);
        while (mark != std::string::npos && target.size() > mark + 1) {
            const auto last = target.find_last_of("?&");
            const auto pair = target.substr(last + 1);
            request.query.add(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
            target.resize(last);
        }
        if (!known.empty()) request.headers.add("If-None-Match", known);
        const auto match = router.match(http::Verb::get, request.path);
        if (match.route == nullptr) return http::text(404, "");
        request.path_params = match.params;
        try {
            return match.route->handler(request);
        } catch (const core::Refusal& refusal) {
            return http::error_response(refusal, "test");
        }
    }
    std::string link(const std::string& key) {
        const auto url = store.signed_url(key, clock.now(), std::chrono::minutes(10));
        return url.substr(std::string("http://ours").size());
    }

    core::ManualClock clock{*core::parse_iso8601("2026-03-02T09:00:00Z")};
    storage::TemporaryFolder folder;
    storage::FolderStore store;
    http::Router router;
};

}  // namespace

TEST_CASE("a logo is shown to anybody, as what it is, and kept for ever") {
    Shelf shelf;
    const auto answer = shelf.get("/objects/" + kLogo);
    CHECK(answer.status == 200);
    CHECK(answer.body == "bytes of " + kLogo);
    CHECK(answer.content_type == "image/png");
    CHECK(answer.cache == http::Cache::immutable);
    CHECK(answer.headers.find("Content-Security-Policy") == "default-src 'none'; sandbox");
    CHECK(answer.headers.find("Cross-Origin-Resource-Policy") == "cross-origin");
}

TEST_CASE("an uploaded picture is kept for ever, and a page of ours may draw on it wherever it is") {
    Shelf shelf;
    std::ignore = shelf.store.put("uploads/acme/1.png", "picture", {.content_type = "image/png"});
    const auto answer = shelf.get("/objects/uploads/acme/1.png");
    CHECK(answer.status == 200);
    CHECK(answer.cache == http::Cache::immutable);
    CHECK(answer.headers.find("Access-Control-Allow-Origin") == "*");
}

TEST_CASE("what is published about templates is asked for anew each time") {
    Shelf shelf;
    std::ignore = shelf.store.put("templates/acme/index.json", "{}", {.content_type = "application/json"});
    const auto answer = shelf.get("/objects/templates/acme/index.json");
    CHECK(answer.status == 200);
    CHECK(answer.cache == http::Cache::revalidate);
    CHECK(shelf.get("/objects/batches/acme/1/part-1.zip").status == 404);
}

TEST_CASE("a browser that has the file is told so") {
    Shelf shelf;
    const auto tag = std::string(shelf.get("/objects/" + kLogo).headers.find("ETag").value());
    const auto again = shelf.get("/objects/" + kLogo, tag);
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(shelf.get("/objects/" + kLogo, "\"another\"").status == 200);
}

TEST_CASE("what is not public needs a signed link that is still valid") {
    Shelf shelf;
    CHECK(shelf.get("/objects/" + kPrivate).status == 404);
    const auto link = shelf.link(kPrivate);
    const auto answer = shelf.get(link);
    CHECK(answer.status == 200);
    CHECK(answer.cache == http::Cache::no_store);
    CHECK(shelf.get(link + "0").status == 404);
    CHECK(shelf.get(shelf.link(kLogo).replace(9, kLogo.size(), kPrivate)).status == 404);
    shelf.clock.advance(std::chrono::minutes(10));
    CHECK(shelf.get(link).status == 404);
}

TEST_CASE("only keys lead to files, never folders, dots or other names") {
    Shelf shelf;
    for (const auto* target :
         {"/objects/", "/objects/logos", "/objects/logos/", "/objects/logos/acme", "/objects/logos/acme/2.png",
          "/objects/logos/../exports/acme/1.csv", "/objects/logos/%2e%2e/exports/acme/1.csv",
          "/objects/logos/..%2fexports/acme/1.csv", "/objects/logos//acme/1.png", "/objects/logos/acme/1.png~",
          "/objects/LOGOS/acme/1.png", "/objects/drafts~/1", "/objects/logos/acme/1.png%00"}) {
        CAPTURE(target);
        CHECK(shelf.get(target).status == 404);
    }
}
