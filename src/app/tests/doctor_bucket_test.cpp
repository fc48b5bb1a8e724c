#include "app/doctor_bucket.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "net/http_client.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/tests/temporary_folder.hpp"

using namespace promo;
using app::Health;

namespace {

// A bucket and the web in front of it, which shows the folders that it is told to.
struct Bucket {
    std::vector<std::string> open{"logos/", "uploads/", "templates/"};
    bool cors = true;

    storage::TemporaryFolder folder;
    storage::FolderStore store{
        {.path = folder.path() + "/objects", .public_base_url = "https://cdn.example", .link_key = {}}};
    core::SeededEntropy entropy{3};

    net::Reply answer(const net::Request& request) {
        const auto key = request.url.reveal().substr(std::string("https://cdn.example/").size());
        net::Reply reply;
        reply.outcome = net::Outcome::answered;
        const bool shown = std::ranges::any_of(open, [&](const auto& prefix) { return key.starts_with(prefix); });
        const auto object = shown ? store.get(key) : std::nullopt;
        reply.status = object ? 200 : 403;
        if (object) reply.body = object->body;
        if (cors) reply.headers.emplace_back("access-control-allow-origin", "*");
        return reply;
    }
    app::Finding examine() {
        return app::examine_public_folders(
            store, [&](const net::Request& request) { return answer(request); }, entropy);
    }
};

}  // namespace

TEST_CASE("a bucket is right when strangers read the pictures and not the archives, and nothing of the check stays") {
    Bucket bucket;
    CHECK(bucket.examine().health == Health::good);
    CHECK(bucket.store.list("", {}, 10).objects.empty());
}

TEST_CASE("a bucket that hides a public folder, or shows a private one, is a fault") {
    Bucket bucket;
    bucket.open = {"logos/", "templates/"};
    CHECK(bucket.examine().health == Health::fault);
    CHECK(bucket.examine().found == "strangers cannot read uploads/: status 403");
    bucket.open = {""};
    CHECK(bucket.examine().health == Health::fault);
    CHECK(bucket.examine().found == "strangers can read batches/, which is private");
}

TEST_CASE("a bucket without CORS rules is worth a warning") {
    Bucket bucket;
    bucket.cors = false;
    CHECK(bucket.examine().health == Health::warning);
}
