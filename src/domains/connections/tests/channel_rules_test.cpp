#include "domains/connections/channel_rules.hpp"

#include <doctest/doctest.h>

namespace promo::connections {
namespace {

std::string refused_field(BotRole role, const Channels& channels) {
    try {
        checked(role, channels);
    } catch (const core::Refusal& refusal) {
        CHECK(refusal.code() == core::RefusalCode::invalid);
        return refusal.field();
    }
    return "";
}

Channels posting_in(const std::string& id) {
    return {.channel_id = id, .vip_channel_id = {}, .free_channel_id = {}, .free_channel_link = {}};
}

Channels linked(const std::string& link) {
    return {.channel_id = {}, .vip_channel_id = {}, .free_channel_id = {}, .free_channel_link = link};
}

}  // namespace

TEST_CASE("a channel is a number such as -1001234567890, or a public name") {
    for (const auto* id : {"-1001234567890", "-1009999999", "@acmes", "@Acme_Signals_2026", " @acmes\n"}) {
        CAPTURE(id);
        CHECK(refused_field(BotRole::message_bot, posting_in(id)).empty());
    }
    for (const auto* id : {"1001234567890", "-100", "-100123x", "-12345678", "acme", "@abc", "@1acme", "@ac me",
                           "https://t.me/acme", "@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "-10012345678901234567"}) {
        CAPTURE(id);
        CHECK(refused_field(BotRole::message_bot, posting_in(id)) == "channel_id");
    }
}

TEST_CASE("a link to a channel begins with https://t.me/") {
    for (const auto* link : {"https://t.me/acme", "https://t.me/+AbC-123_x", "https://t.me/joinchat/AbC"}) {
        CAPTURE(link);
        CHECK(refused_field(BotRole::message_bot, linked(link)).empty());
    }
    for (const auto* link : {"http://t.me/acme", "https://t.me/", "https://evil.example/t.me/", "t.me/acme",
                             "https://t.me.evil.example/", "https://t.me/a b", "javascript:alert(1)"}) {
        CAPTURE(link);
        CHECK(refused_field(BotRole::message_bot, linked(link)) == "free_channel_link");
    }
}

TEST_CASE("a signal bot needs both of its channels, the others need none") {
    CHECK(refused_field(BotRole::signal_bot, {}) == "vip_channel_id");
    CHECK(refused_field(
              BotRole::signal_bot,
              {.channel_id = {}, .vip_channel_id = "@acme_vip", .free_channel_id = "  ", .free_channel_link = {}}) ==
          "free_channel_id");
    CHECK(refused_field(BotRole::message_bot, {}).empty());
    CHECK(refused_field(BotRole::coupon_bot, {}).empty());
}

TEST_CASE("what is absent stays, an empty text clears") {
    const Channels stored{.channel_id = "@one_channel",
                          .vip_channel_id = "@two_channel",
                          .free_channel_id = {},
                          .free_channel_link = "https://t.me/x"};
    const auto changed = checked(
        BotRole::message_bot,
        merged(stored,
               {.channel_id = "", .vip_channel_id = {}, .free_channel_id = "@three", .free_channel_link = " "}));
    CHECK_FALSE(changed.channel_id);
    CHECK(changed.vip_channel_id == "@two_channel");
    CHECK(changed.free_channel_id == "@three");
    CHECK_FALSE(changed.free_channel_link);
}

TEST_CASE("what a bot must be allowed depends on its role and the channel") {
    using Rights = std::vector<std::string>;
    const auto* vip = find_slot("vip");
    const auto* free = find_slot("free");
    const auto* other = find_slot("default");
    CHECK(missing_rights(BotRole::signal_bot, *vip, {}) == Rights{"post_messages", "invite_users", "restrict_members"});
    CHECK(missing_rights(BotRole::signal_bot, *free, {}) == Rights{"post_messages", "invite_users"});
    CHECK(missing_rights(BotRole::signal_bot, *other, {}) == Rights{"post_messages"});
    CHECK(missing_rights(BotRole::coupon_bot, *vip, {}) == Rights{"post_messages"});
    CHECK(missing_rights(BotRole::signal_bot, *vip, {true, true, true}).empty());
    CHECK(missing_rights(BotRole::signal_bot, *vip, {true, true, false}) == Rights{"restrict_members"});
    CHECK(find_slot("attic") == nullptr);
}

TEST_CASE("the roles go by their old names, too") {
    CHECK(parse_role("signal") == BotRole::signal_bot);
    CHECK(parse_role("message") == BotRole::message_bot);
    CHECK(parse_role("coupon_bot") == BotRole::coupon_bot);
    CHECK_FALSE(parse_role("coupon"));
    CHECK_FALSE(parse_role(""));
}

}  // namespace promo::connections
