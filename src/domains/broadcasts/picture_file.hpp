#pragma once

#include <optional>

#include "domains/broadcasts/content.hpp"
#include "domains/templates/pictures/service.hpp"

namespace promo::broadcasts {

// What a broadcast's pictures are drawn from, as it is now.
struct PictureSource {
    std::optional<templates::Face> face = {};  // of a template
    templates::pictures::Mark mark = {};
};

// The makers that app/file_makers.cpp knows.
inline constexpr std::string_view kUploadMaker = "upload";
inline constexpr std::string_view kCouponMaker = "coupon_picture";

// The recipe of kUploadMaker.
struct UploadRecipe {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(UploadRecipe, (), (id))

// The picture that this person gets. Empty: the content has none. Refuses as `invalid` a coupon that cannot be drawn.
std::optional<messaging::File> picture_for(const Content& content, const PictureSource& source, const Person& person);

}  // namespace promo::broadcasts
