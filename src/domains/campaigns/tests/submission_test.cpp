#include "domains/campaigns/submissions/submission.hpp"

#include <doctest/doctest.h>

#include "support/refused.hpp"

using namespace promo;
using namespace promo::campaigns;
using namespace promo::campaigns::submissions;

TEST_CASE("a link of a post is taken from the platform itself, under each of its names") {
    const auto taken = [](Platform platform, const std::string& url) { return checked_link(platform, url, "url"); };
    CHECK(taken(Platform::instagram, " https://www.instagram.com/p/Cx1/?img=1 ") ==
          "https://www.instagram.com/p/Cx1/?img=1");
    CHECK(taken(Platform::instagram, "HTTPS://Instagram.com/Someone") == "https://instagram.com/Someone");
    CHECK(taken(Platform::twitter, "https://x.com/a/status/1") == "https://x.com/a/status/1");
    CHECK(taken(Platform::twitter, "https://mobile.twitter.com/a#b") == "https://mobile.twitter.com/a#b");
    CHECK(taken(Platform::facebook, "https://m.facebook.com/story.php?id=1") ==
          "https://m.facebook.com/story.php?id=1");
    CHECK(taken(Platform::facebook, "https://fb.watch/abc/") == "https://fb.watch/abc/");
    CHECK(taken(Platform::facebook, "https://fb.com/abc") == "https://fb.com/abc");
}

TEST_CASE("a link that only looks like one of the platform is refused") {
    for (const std::string url : {
             "http://instagram.com/p/1",
             "instagram.com/p/1",
             "javascript:alert(1)//instagram.com/p",
             "https://instagram.com",
             "https://instagram.com/",
             "https://instagram.com//",
             "https://instagram.com?x=1",
             "https://instagram.com.evil.example/p/1",
             "https://evilinstagram.com/p/1",
             "https://evil.example/instagram.com/p/1",
             "https://instagram.com@evil.example/p/1",
             "https://user:pass@instagram.com/p/1",
             "https://instagram.com:443/p/1",
             "https://instagram.com:8443/p/1",
             "https://instagram.com\\.evil.example/p/1",
             "https://evil.example\\@instagram.com/p/1",
             "https://evil.example#.instagram.com/p/1",
             "https://xn--nstagram-pya.com/p/1",
             "https://xn--80ak6aa92e.instagram.com/p/1",
             "https://\xc4\xb1nstagram.com/p/1",
             "https://instagram.com\xe3\x80\x82/p/1",
             "https://instagram.com./p/1",
             "https://.instagram.com/p/1",
             "https://a..instagram.com/p/1",
             "https://insta%67ram.com/p/1",
             "https://instagram.com/p/1\nhttps://x.com",
             "https://instagram.com/p/1 2",
             "https:/instagram.com/p/1",
             "https:///instagram.com/p/1",
             "https://twitter.com/a/status/1",
             "",
         }) {
        CAPTURE(url);
        CHECK(tests::refused([&] { checked_link(Platform::instagram, url, "instagram_url"); }).field() ==
              "instagram_url");
    }
    const auto long_link = "https://instagram.com/" + std::string(2048, 'x');
    CHECK(tests::refused([&] { checked_link(Platform::instagram, long_link, "url"); }).field() == "url");
}

TEST_CASE("an entry names at least one post, and none where the campaign does not take place") {
    const Links none{"  ", std::nullopt, ""};
    CHECK(tests::refused([&] { checked_links(none); }).code() == core::RefusalCode::invalid);
    const auto links = checked_links({"", "https://x.com/a/status/1", std::nullopt});
    CHECK_FALSE(links.instagram_url);
    CHECK(links.twitter_url == "https://x.com/a/status/1");
    Campaign campaign;
    require_accepted(campaign, links);
    campaign.platforms = {Platform::instagram};
    CHECK(tests::refused([&] { require_accepted(campaign, links); }).field() == "twitter_url");
}

TEST_CASE("one address in other letters is one person") {
    CHECK(key_of("Olga@Acme.Example") == key_of("olga@acme.example"));
    CHECK(key_of("olga@acme.example") != key_of("olga2@acme.example"));
}
