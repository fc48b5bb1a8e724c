#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <thread>

#include "s3_emulator.hpp"
#include "storage/folder/folder_store.hpp"
#include "storage/keys.hpp"
#include "storage/walk.hpp"
#include "temporary_folder.hpp"

using namespace promo;
using namespace promo::storage;

namespace {

// The same promises, kept by both.
void on_both(const std::function<void(ObjectStore&)>& test) {
    SUBCASE("in a folder") {
        const TemporaryFolder folder;
        FolderStore store({folder.path() + "/objects", "/files", core::Secret("key")});
        test(store);
    }
    SUBCASE("in S3") {
        S3Emulator emulator;
        S3Store store = emulator.store();
        test(store);
    }
}

std::vector<std::string> keys_of(const Page& page) {
    std::vector<std::string> keys;
    for (const ObjectInfo& info : page.objects)
        keys.push_back(info.key);
    return keys;
}

void store_all(ObjectStore& store, const std::vector<std::string>& keys) {
    for (const std::string& key : keys)
        REQUIRE(store.put(key, key, {}) == PutResult::stored);
}

std::vector<std::string> all_pages(ObjectStore& store, std::string_view prefix, std::size_t limit) {
    std::vector<std::string> keys;
    std::optional<std::string> after;
    do {
        Page page = store.list(prefix, after, limit);
        CHECK(page.objects.size() <= limit);
        for (std::string& key : keys_of(page))
            keys.push_back(std::move(key));
        after = page.next;
    } while (after && keys.size() < 1000);
    return keys;
}

}  // namespace

TEST_CASE("an object comes back as it was put, with its type and cache rule") {
    on_both([](ObjectStore& store) {
        std::string body = "\x89PNG";
        for (int i = 0; i < 300'000; ++i)
            body.push_back(static_cast<char>(i * 7));
        REQUIRE(store.put("t/1/picture.png", body, {"image/png", "public, max-age=60"}) == PutResult::stored);
        const auto object = store.get("t/1/picture.png");
        REQUIRE(object.has_value());
        CHECK(object->body == body);
        CHECK(object->info.key == "t/1/picture.png");
        CHECK(object->info.size == static_cast<std::int64_t>(body.size()));
        CHECK(object->info.content_type == "image/png");
        CHECK(object->info.cache_control == "public, max-age=60");
        CHECK_FALSE(object->info.etag.empty());
        CHECK(object->info.modified > core::Timestamp());

        const auto head = store.head("t/1/picture.png");
        REQUIRE(head.has_value());
        CHECK(head->size == object->info.size);
        CHECK(head->etag == object->info.etag);
        CHECK(head->content_type == "image/png");
        CHECK(head->cache_control == "public, max-age=60");
    });
}

TEST_CASE("an empty object is an object") {
    on_both([](ObjectStore& store) {
        REQUIRE(store.put("empty", "", {}) == PutResult::stored);
        REQUIRE(store.get("empty").has_value());
        CHECK(store.get("empty")->body.empty());
        CHECK(store.head("empty")->size == 0);
    });
}

TEST_CASE("what is absent is absent, and removing it is fine") {
    on_both([](ObjectStore& store) {
        CHECK_FALSE(store.get("a/b").has_value());
        CHECK_FALSE(store.head("a/b").has_value());
        CHECK_NOTHROW(store.remove("a/b"));
        CHECK(store.list("", std::nullopt, 10).objects.empty());
        REQUIRE(store.put("a/b", "1", {}) == PutResult::stored);
        store.remove("a/b");
        CHECK_FALSE(store.get("a/b").has_value());
        CHECK(store.list("", std::nullopt, 10).objects.empty());
    });
}

TEST_CASE("a second put replaces the object, with another etag") {
    on_both([](ObjectStore& store) {
        REQUIRE(store.put("k", "one", {"text/plain", ""}) == PutResult::stored);
        const auto first = store.head("k");
        REQUIRE(store.put("k", "two", {}) == PutResult::stored);
        const auto second = store.get("k");
        CHECK(second->body == "two");
        CHECK(second->info.etag != first->etag);
        CHECK(second->info.content_type == "application/octet-stream");
    });
}

TEST_CASE("a conditional put keeps what is there unless its condition holds") {
    on_both([](ObjectStore& store) {
        Put once;
        once.condition = Condition::if_absent;
        CHECK(store.put("k", "first", once) == PutResult::stored);
        CHECK(store.put("k", "second", once) == PutResult::condition_failed);
        CHECK(store.get("k")->body == "first");

        Put replace;
        replace.condition = Condition::if_matches;
        replace.etag = store.head("k")->etag;
        CHECK(store.put("k", "third", replace) == PutResult::stored);
        CHECK(store.put("k", "fourth", replace) == PutResult::condition_failed);
        CHECK(store.put("absent", "x", replace) == PutResult::condition_failed);
        CHECK(store.get("k")->body == "third");
        CHECK_FALSE(store.get("absent").has_value());
    });
}

TEST_CASE("of many who put one key at once, if absent, exactly one wins") {
    on_both([](ObjectStore& store) {
        std::atomic<int> won = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 16; ++i)
            threads.emplace_back([&, i] {
                Put once;
                once.condition = Condition::if_absent;
                if (store.put("race/key", std::to_string(i), once) == PutResult::stored) ++won;
            });
        for (std::thread& thread : threads)
            thread.join();
        CHECK(won == 1);
    });
}

TEST_CASE("counting by compare and replace loses no step") {
    on_both([](ObjectStore& store) {
        REQUIRE(store.put("counter", "0", {}) == PutResult::stored);
        constexpr int kThreads = 4;
        constexpr int kSteps = 10;
        std::vector<std::thread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&] {
                for (int done = 0; done < kSteps;) {
                    const auto object = store.get("counter");
                    Put replace;
                    replace.condition = Condition::if_matches;
                    replace.etag = object->info.etag;
                    const std::string next = std::to_string(std::stoi(object->body) + 1);
                    if (store.put("counter", next, replace) == PutResult::stored) ++done;
                }
            });
        for (std::thread& thread : threads)
            thread.join();
        CHECK(store.get("counter")->body == std::to_string(kThreads * kSteps));
    });
}

TEST_CASE("a key may be another one's folder, and removing one keeps the other") {
    on_both([](ObjectStore& store) {
        store_all(store, {"a", "a/b", "a/b/c"});
        CHECK(store.get("a")->body == "a");
        CHECK(store.get("a/b")->body == "a/b");
        store.remove("a/b");
        CHECK(store.get("a")->body == "a");
        CHECK(store.get("a/b/c")->body == "a/b/c");
        CHECK_FALSE(store.get("a/b").has_value());
    });
}

TEST_CASE("all that is below a prefix is removed, and nothing beside it") {
    on_both([](ObjectStore& store) {
        store_all(store, {"t/1/a", "t/1/b/c", "t/10/a", "t/2/a", "t/1"});
        remove_all(store, "t/1/");
        CHECK(all_pages(store, "", 1000) == std::vector<std::string>{"t/1", "t/10/a", "t/2/a"});
        CHECK_NOTHROW(remove_all(store, "t/1/"));
    });
}

TEST_CASE("a walk meets every key once, also when each is removed on the way") {
    on_both([](ObjectStore& store) {
        const std::vector<std::string> keys = {"t/a", "t/b", "t/c", "t/d/e", "t/f"};
        store_all(store, keys);
        for (const bool removes : {false, true}) {
            std::vector<std::string> met;
            const auto visit = [&](const std::string& key) {
                met.push_back(key);
                if (removes) store.remove(key);
            };
            for_each_key(store, "t/", visit, 2);
            CHECK(met == keys);
        }
        CHECK(all_pages(store, "", 1000).empty());
    });
}

TEST_CASE("a list is in the order of keys, whatever the size of its pages") {
    on_both([](ObjectStore& store) {
        std::vector<std::string> keys = {"a",     "a-b",   "a.b",   "a/b",     "a/b-c", "a/b/c", "a/b/c/d", "a0",
                                         "a_b/c", "b/1/x", "b/1/y", "b/10/x",  "b/2/x", "b-1/x", "c",       "0",
                                         "-",     "_",     ".a",    "a/b/c.d", "t/7/1", "t/7/2", "t/77/1"};
        store_all(store, keys);
        std::sort(keys.begin(), keys.end());
        for (const std::size_t limit : {1U, 2U, 3U, 7U, 22U, 23U, 1000U})
            CHECK(all_pages(store, "", limit) == keys);

        const auto with = [&](std::string_view prefix) {
            std::vector<std::string> matching;
            std::copy_if(keys.begin(), keys.end(), std::back_inserter(matching),
                         [&](const std::string& key) { return key.starts_with(prefix); });
            return matching;
        };
        for (const std::string_view prefix : {"a", "a/", "a/b", "a/b/", "b/1", "b/1/", "t/7", "t/7/", "x", "a-", "."}) {
            CAPTURE(prefix);
            CHECK(all_pages(store, prefix, 2) == with(prefix));
        }
        const Page page = store.list("", "a.b", 2);
        CHECK(keys_of(page) == std::vector<std::string>{"a/b", "a/b-c"});
        CHECK(page.next == "a/b-c");
        CHECK(page.objects[0].size == 3);
        CHECK_FALSE(page.objects[0].etag.empty());
        CHECK(page.objects[0].etag == store.head("a/b")->etag);
        // A cursor need not exist.
        CHECK(keys_of(store.list("a/", "a/b/b", 1)) == std::vector<std::string>{"a/b/c"});
    });
}

TEST_CASE("a list that is walked while objects come and go shows what stayed, once") {
    on_both([](ObjectStore& store) {
        store_all(store, {"k/1", "k/2", "k/3", "k/4"});
        const Page first = store.list("k/", std::nullopt, 2);
        store.remove("k/2");
        store.remove("k/3");
        store_all(store, {"k/0", "k/5"});
        CHECK(keys_of(store.list("k/", first.next, 10)) == std::vector<std::string>{"k/4", "k/5"});
    });
}

TEST_CASE("keys that are not ours are refused before anything happens") {
    on_both([](ObjectStore& store) {
        for (const std::string& key :
             {std::string(), std::string("/a"), std::string("a/"), std::string("a//b"), std::string("."),
              std::string(".."), std::string("a/../b"), std::string("../templates/index.json"), std::string("A"),
              std::string("a b"), std::string("a%2e"), std::string("a\\b"), std::string("a\0b", 3), std::string("ä"),
              std::string("a~"), std::string("a?b"), std::string(513, 'a'), std::string("a\nb")}) {
            CAPTURE(key);
            CHECK_THROWS_AS((void)store.put(key, "x", {}), std::invalid_argument);
            CHECK_THROWS_AS(store.get(key), std::invalid_argument);
            CHECK_THROWS_AS(store.head(key), std::invalid_argument);
            CHECK_THROWS_AS(store.remove(key), std::invalid_argument);
            CHECK_THROWS_AS((void)store.public_url(key), std::invalid_argument);
            CHECK_THROWS_AS((void)store.signed_url(key, core::Timestamp(), std::chrono::hours(1)),
                            std::invalid_argument);
        }
        CHECK_THROWS_AS(store.list("../", std::nullopt, 10), std::invalid_argument);
        CHECK_THROWS_AS(store.list("", std::nullopt, 0), std::invalid_argument);
        CHECK_THROWS_AS(store.list("", std::nullopt, kLongestPage + 1), std::invalid_argument);
        CHECK_THROWS_AS((void)store.put("k", "x", {"text/plain\r\nX-Evil: 1", ""}), std::invalid_argument);
        CHECK_THROWS_AS((void)store.put("k", "x", {"text/plain", "a\nb"}), std::invalid_argument);
        CHECK(store.list("", std::nullopt, 10).objects.empty());
    });
}

TEST_CASE("the longest key can be kept") {
    on_both([](ObjectStore& store) {
        const std::string key = std::string(250, 'a') + "/" + std::string(250, 'b') + "/" + std::string(10, 'c');
        REQUIRE(key.size() == kLongestKey);
        REQUIRE(store.put(key, "x", {}) == PutResult::stored);
        CHECK(store.get(key)->body == "x");
        CHECK(keys_of(store.list(key, std::nullopt, 1)) == std::vector<std::string>{key});
    });
}

TEST_CASE("a store that works passes its check and keeps nothing of it") {
    on_both([](ObjectStore& store) {
        CHECK_NOTHROW(store.check());
        CHECK(store.list("", std::nullopt, 10).objects.empty());
    });
}
