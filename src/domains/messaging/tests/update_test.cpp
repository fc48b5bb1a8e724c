#include "domains/messaging/update.hpp"

#include <doctest/doctest.h>

using promo::messaging::read_envelope;

TEST_CASE("the chat of an update is found wherever its kind has it") {
    const auto chat = [](const std::string& content) {
        return read_envelope("{\"update_id\":7,\"kind\":" + content + "}")->chat_id;
    };
    CHECK(chat(R"({"chat":{"id":-1001234567890}})") == -1001234567890);
    CHECK(chat(R"({"from":{"id":5},"message":{"chat":{"id":9}}})") == 9);
    CHECK(chat(R"({"from":{"id":5}})") == 5);
    CHECK(chat(R"({"user":{"id":6}})") == 6);
    CHECK(chat(R"({"chat":"strange","message":3})") == 0);
}

TEST_CASE("the kind and the time of an update are its first content's") {
    const auto update = read_envelope(R"({"update_id":7,"my_chat_member":{"chat":{"id":1},"date":1772441000}})");
    REQUIRE(update.has_value());
    CHECK(update->update_id == 7);
    CHECK(update->kind == "my_chat_member");
    CHECK(update->sent_at == promo::core::Timestamp(std::chrono::seconds(1772441000)));
    CHECK(read_envelope(R"({"update_id":7})")->kind == "unknown");
    CHECK(read_envelope(R"({"update_id":7,"Evil Kind":{}})")->kind == "unknown");
    CHECK_FALSE(read_envelope(R"({"update_id":7)").has_value());
    CHECK_FALSE(read_envelope(R"({"message":{}})").has_value());
}

TEST_CASE("an edit is as old as the edit, not as the message") {
    const auto update =
        read_envelope(R"({"update_id":7,"edited_message":{"chat":{"id":1},"date":1700000000,"edit_date":1772441000}})");
    REQUIRE(update.has_value());
    CHECK(update->sent_at == promo::core::Timestamp(std::chrono::seconds(1772441000)));
}
