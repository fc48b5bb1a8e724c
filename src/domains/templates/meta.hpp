#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/json_node.hpp"
#include "domains/templates/draft.hpp"

// The document meta.json, and the one in the database, which is the same without addresses.
namespace promo::templates {

// A face as a document tells it: of old ones all that is known of the picture is where it was.
struct ToldFace {
    Face face;
    std::string address;
};

struct Document {
    std::string name;
    bool telegram_enabled = true;
    std::map<Variant, ToldFace> faces;
};

// Also of the shapes of before: box, colour and limit for all faces at the top, `image` or a plain text as the address,
// `portrait` for the story, and `variants` with `src`. Throws ReadError for what is none of these.
Document read_document(std::string_view text);

// What a face's object says, for others who send such objects. Addresses and sizes are not heard.
FaceDraft read_face(const core::json::Node& node);

struct Addresses {
    std::string image;
    std::string preview;
};
using AddressesOf = std::function<Addresses(const std::string& upload)>;

// With what template.document says beyond it. Without addresses when `addresses_of` is empty.
std::string document_of(const Template& template_, const AddressesOf& addresses_of = {});

}  // namespace promo::templates
