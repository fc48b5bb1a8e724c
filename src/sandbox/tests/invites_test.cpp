#include <doctest/doctest.h>

#include "core/error.hpp"
#include "sandbox/tests/small_telegram.hpp"

using namespace std::chrono_literals;

namespace promo::sandbox::tests {

namespace {

struct WithChannel : SmallTelegram {
    WithChannel() : channel(add_chat("channel", "VIP")) {
        result("getUpdates", R"({"allowed_updates":["chat_member","chat_join_request","my_chat_member"]})");
    }

    std::string link(const std::string& options = "") {
        return at(result("createChatInviteLink", "{\"chat_id\":" + channel.key + options + "}"), "invite_link");
    }
    std::string member(std::int64_t user) { return at(result("getChatMember", in_channel(user)), "status"); }
    std::string in_channel(std::int64_t user) const {
        return "{\"chat_id\":" + channel.key + ",\"user_id\":" + std::to_string(user) + "}";
    }

    telegram::ChatView channel;
};

}  // namespace

TEST_CASE("a link for one lets one in, and tells the bot by which link he came") {
    WithChannel t;
    const auto link = t.link(R"(,"member_limit":1,"name":"order 7")");
    const auto bob = t.add_person("Bob");
    CHECK(t.world.join({bob, link}) == "member");
    const auto updates = t.updates();
    REQUIRE(updates.size() == 1);
    CHECK(at(updates[0].second, "invite_link.invite_link") == link);
    CHECK(at(updates[0].second, "invite_link.name") == "order 7");
    CHECK(t.member(bob) == "member");
    CHECK_THROWS_WITH_AS(t.world.join({t.add_person("Cid"), link}), "This invite link has expired.", core::Refusal);
}

TEST_CASE("a link ends when its time is over or when it is revoked") {
    WithChannel t;
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(t.clock.now().time_since_epoch()).count();
    const auto timed = t.link(",\"expire_date\":" + std::to_string(now + 60));
    const auto bob = t.add_person("Bob");
    t.clock.advance(61s);
    CHECK_THROWS_AS(t.world.join({bob, timed}), core::Refusal);
    const auto link = t.link();
    const auto revoked =
        t.result("revokeChatInviteLink", "{\"chat_id\":" + t.channel.key + R"(,"invite_link":")" + link + R"("})");
    CHECK(at(revoked, "is_revoked") == "true");
    CHECK_THROWS_AS(t.world.join({bob, link}), core::Refusal);
}

TEST_CASE("who asks to join waits until the bot decides") {
    WithChannel t;
    const auto link = t.link(R"(,"creates_join_request":true)");
    const auto bob = t.add_person("Bob");
    const auto cid = t.add_person("Cid");
    CHECK(t.world.join({bob, link}) == "requested");
    CHECK(t.world.join({cid, link}) == "requested");
    auto updates = t.updates();
    REQUIRE(updates.size() == 2);
    CHECK(updates[0].first == "chat_join_request");
    CHECK(at(updates[0].second, "from.id") == std::to_string(bob));
    CHECK(t.member(bob) == "left");
    t.result("approveChatJoinRequest", t.in_channel(bob));
    t.result("declineChatJoinRequest", t.in_channel(cid));
    updates = t.updates();
    REQUIRE(updates.size() == 1);
    CHECK(at(updates[0].second, "via_join_request") == "true");
    CHECK(t.member(bob) == "member");
    CHECK(t.member(cid) == "left");
    CHECK(t.refusal("approveChatJoinRequest", t.in_channel(bob)) == "Bad Request: USER_ALREADY_PARTICIPANT");
    CHECK(t.refusal("approveChatJoinRequest", t.in_channel(cid)) == "Bad Request: HIDE_REQUESTER_MISSING");
}

TEST_CASE("a limit and an approval exclude each other") {
    WithChannel t;
    CHECK(t.refusal("createChatInviteLink",
                    "{\"chat_id\":" + t.channel.key + R"(,"member_limit":1,"creates_join_request":true})") ==
          "Bad Request: member limit can't be specified for links requiring administrator approval");
}

TEST_CASE("a banned member stays out until he is unbanned or the ban is over") {
    WithChannel t;
    const auto link = t.link();
    const auto bob = t.add_person("Bob");
    t.world.join({bob, link});
    t.result("banChatMember", t.in_channel(bob));
    CHECK(t.member(bob) == "kicked");
    CHECK_THROWS_AS(t.world.join({bob, link}), core::Refusal);
    t.result("unbanChatMember", t.in_channel(bob));
    CHECK(t.world.join({bob, link}) == "member");
    const auto until =
        std::chrono::duration_cast<std::chrono::seconds>((t.clock.now() + 1h).time_since_epoch()).count();
    auto timed = t.in_channel(bob);
    timed.back() = ',';
    t.result("banChatMember", timed + "\"until_date\":" + std::to_string(until) + "}");
    t.clock.advance(61min);
    CHECK(t.world.join({bob, link}) == "member");
}

TEST_CASE("a bot without the right to invite makes no links") {
    WithChannel t;
    telegram::SetMember less{t.channel.key, t.bot.id, t.ann, "administrator"};
    less.rights = core::json::Raw{
        R"({"is_anonymous":false,"can_manage_chat":true,"can_delete_messages":false,"can_manage_video_chats":false,"can_restrict_members":false,"can_promote_members":false,"can_change_info":false,"can_invite_users":false,"can_post_stories":false,"can_edit_stories":false,"can_delete_stories":false,"can_post_messages":true})"};
    t.world.set_member(less);
    CHECK(t.refusal("createChatInviteLink", "{\"chat_id\":" + t.channel.key + "}") ==
          "Bad Request: not enough rights to manage chat invite link");
    CHECK(t.refusal("banChatMember", t.in_channel(t.ann)) ==
          "Bad Request: not enough rights to restrict/unrestrict chat member");
    t.result("sendMessage", "{\"chat_id\":" + t.channel.key + R"(,"text":"still posting"})");
}

TEST_CASE("the end of a link that somebody else made is hidden from the bot") {
    WithChannel t;
    telegram::NewLink by_ann;
    by_ann.chat = t.channel.key;
    by_ann.actor = t.ann;
    const auto link = t.world.create_link(by_ann).invite_link;
    t.world.join({t.add_person("Bob"), link});
    const auto updates = t.updates();
    REQUIRE(updates.size() == 1);
    const auto shown = at(updates[0].second, "invite_link.invite_link");
    CHECK(shown != link);
    CHECK(shown.ends_with("…"));
}

TEST_CASE("administrators are counted and listed with their rights") {
    WithChannel t;
    const auto here = "{\"chat_id\":" + t.channel.key + "}";
    CHECK(t.result("getChatMemberCount", here) == "2");
    const auto administrators = t.result("getChatAdministrators", here);
    CHECK(at(administrators, "0.status") == "creator");
    CHECK(at(administrators, "1.can_post_messages") == "true");
    t.result("leaveChat", here);
    CHECK(t.refusal("getChatMemberCount", here) == "Forbidden: bot is not a member of the channel chat");
}

}  // namespace promo::sandbox::tests
